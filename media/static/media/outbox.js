// Reports of watching that have not arrived yet: one for each visit, the newest holding all of it.
const NAME = "watched";
const MOST = 50;
const OLDEST_MS = 60 * 24 * 3600 * 1000;

export function openOutbox(storage) {
  let memory = {};

  function all() {
    if (!storage) return memory;
    try {
      return JSON.parse(storage.getItem(NAME)) || {};
    } catch (error) {
      return {};
    }
  }

  function write(kept) {
    const young = Object.entries(kept).filter(([, report]) => Date.now() - report.at < OLDEST_MS);
    memory = Object.fromEntries(young.sort((a, b) => a[1].at - b[1].at).slice(-MOST));
    if (!storage) return;
    try {
      storage.setItem(NAME, JSON.stringify(memory));
    } catch (error) {
      storage.removeItem(NAME); // full: the page still reports while it is open
    }
  }

  function keep(address, report) {
    write(Object.assign(all(), { [address]: Object.assign({ at: Date.now() }, report) }));
  }

  // Only an answer that settles the report takes it out; a later one for the same visit stays.
  function settle(address, sent) {
    const kept = all();
    if (kept[address] && kept[address].at === sent.at) {
      delete kept[address];
      write(kept);
    }
  }

  function body(report) {
    return JSON.stringify({ ranges: report.ranges, position: report.position });
  }

  async function send(address, show) {
    const report = all()[address];
    if (!report) return;
    try {
      const answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: body(report),
        credentials: "same-origin",
        keepalive: true,
      });
      if (answer.status >= 500 || answer.status === 429) return;
      settle(address, report);
      if (answer.ok) show(await answer.json(), address, report);
    } catch (error) {
      // No network: it stays where it is.
    }
  }

  async function sendAll(show) {
    for (const address of Object.keys(all())) await send(address, show);
  }

  function throwOut(address) {
    const report = all()[address];
    if (report && navigator.sendBeacon) navigator.sendBeacon(address, new Blob([body(report)], { type: "application/json" }));
  }

  // Where the newest report about a lesson stopped, when it has not arrived yet; null otherwise.
  function position(lesson) {
    const about = Object.values(all()).filter((report) => report.lesson === lesson);
    return about.length ? about.sort((a, b) => a.at - b.at).pop().position : null;
  }

  return { keep, send, sendAll, throwOut, position };
}
