// Beats that have not arrived yet, of whichever lesson: kept on this phone, sent in packets, taken out when the server
// has answered. Sent twice or in another order they say the same.
import { openStore } from "./store.js";

const OLDEST_MS = 60 * 24 * 3600 * 1000;
const MOST = 5000;
const PACKET = 200;
const BEACON_BYTES = 60000;
// A beat another page had not finished: a page that still lives finishes it within this time.
const UNFINISHED_MS = 60000;
// Tells every page of the site (app.js) that something lies here.
const MARK = "unsent";
const OURS = ["key", "report", "lesson", "endedAt", "isOpen"];

export function openOutbox() {
  const mine = new Map();
  const elsewhere = new Set(); // grants of somebody else who uses this phone: theirs to send
  const store = openStore();
  let waiting = [];
  let sending = Promise.resolve();

  const ready = store
    .then((shelf) => shelf.all())
    .then((items) => {
      const young = items.filter((item) => Date.now() - item.endedAt < OLDEST_MS);
      waiting = young.sort((a, b) => a.endedAt - b.endedAt).slice(-MOST);
      const gone = items.filter((item) => !waiting.includes(item));
      if (gone.length) drop(gone);
    })
    .catch(() => {});

  function keep(item) {
    mine.set(item.key, item);
    mark(true);
    return store.then((shelf) => shelf.put(item)).catch(() => {});
  }

  function drop(items) {
    const keys = items.map((item) => item.key);
    for (const key of keys) mine.delete(key);
    waiting = waiting.filter((item) => !keys.includes(item.key));
    return store.then((shelf) => shelf.drop(keys)).catch(() => {});
  }

  function finished() {
    const old = waiting.filter((item) => !mine.has(item.key) && (!item.isOpen || Date.now() - item.endedAt > UNFINISHED_MS));
    return old.concat(Array.from(mine.values()).filter((item) => !item.isOpen));
  }

  function body(items) {
    return JSON.stringify({ beats: items.map(forServer) });
  }

  // `show(answer, items)` is told of each packet that arrived. Answers whether all that is finished has arrived.
  function sendAll(show) {
    const next = sending.then(() => ready).then(() => send(show));
    sending = next.catch(() => false);
    return sending;
  }

  async function send(show) {
    for (;;) {
      const first = finished().find((item) => !elsewhere.has(item.report));
      if (!first) return true;
      const packet = finished().filter((item) => item.report === first.report).slice(0, PACKET);
      if (!(await sendOne(first.report, packet, show))) return false;
    }
  }

  async function sendOne(report, packet, show) {
    let answer;
    try {
      answer = await fetch(report, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: body(packet),
        credentials: "same-origin",
      });
    } catch (error) {
      return false; // no network: all of it stays
    }
    if (answer.status >= 500 || answer.status === 429) return false;
    if (answer.status === 404 || answer.redirected) {
      elsewhere.add(report);
      return true;
    }
    const told = await answer.json().catch(() => ({}));
    await drop(packet);
    show(told, packet);
    return true;
  }

  // Whether nothing is left; then no other page needs to look.
  function settle() {
    const isEmpty = !waiting.length && !mine.size;
    if (isEmpty) mark(false);
    return isEmpty;
  }

  // The page is going away and nobody reads the answer: it all stays until the next page has sent it again.
  function throwOut(report) {
    const items = finished().filter((item) => item.report === report).slice(-PACKET);
    const text = body(items);
    if (!items.length || !navigator.sendBeacon || text.length > BEACON_BYTES) return;
    navigator.sendBeacon(report, new Blob([text], { type: "application/json" }));
  }

  // All that is kept of a lesson (by its address), the oldest first.
  function of(lesson) {
    const old = waiting.filter((item) => !mine.has(item.key));
    return old.concat(Array.from(mine.values())).filter((item) => item.lesson === lesson);
  }

  return { ready, keep, sendAll, settle, throwOut, of };
}

function mark(on) {
  try {
    if (on) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch (error) {
    // Refused: then the next lesson's page sends what is left.
  }
}

function forServer(item) {
  const told = { ago: Math.round((Date.now() - item.endedAt) / 1000) };
  for (const name of Object.keys(item)) if (!OURS.includes(name)) told[name] = item[name];
  return told;
}
