// Bringing acts to the server and rolls back: asks who is signed in first, sends in small batches, and writes each
// answer down before the next. Runs in the page and in the service worker; may stop at any line and begin again.
import { answered, nextBatch, rollAfter, tidied, wire } from "./queue.js";
import { forgetRolls } from "./store.js";

export const ROOT = "/teach/offline/";
const FRESH = 10 * 60 * 1000;
const PIECE = 128 * 1024;
const PATIENCE = 30 * 1000;

export class SignInAgain extends Error {}
export class NoNetwork extends Error {}
export class ServerIsIll extends Error {}

async function ask(address, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  try {
    const answer = await fetch(ROOT + address, { redirect: "manual", signal: control.signal, ...options });
    if (answer.type === "opaqueredirect" || [401, 403, 409].includes(answer.status)) throw new SignInAgain();
    if (!answer.ok) throw new ServerIsIll(String(answer.status));
    return await answer.json();
  } catch (error) {
    if (error instanceof SignInAgain || error instanceof ServerIsIll) throw error;
    throw new NoNetwork();
  } finally {
    clearTimeout(timer);
  }
}

// One at a time over all windows and the worker.
function alone(work) {
  const locks = globalThis.navigator && navigator.locks;
  return locks ? locks.request("xiangxue-roll-sync", work) : work();
}

export function sync(store, { whole = false, onChange = () => {} } = {}) {
  return alone(async () => {
    const fetched = await store.get("meta", "fetched");
    const brief = !whole && fetched && Date.now() - fetched.at < FRESH;
    const hello = await greet(store, brief);
    onChange();
    await send(store, hello, onChange);
    await tidy(store, hello.open);
    onChange();
    return hello;
  });
}

async function greet(store, brief) {
  const device = await store.get("meta", "device");
  const query = new URLSearchParams({ ...(device && { device: device.id }), ...(brief && { brief: 1 }) });
  const began = Date.now();
  const hello = await ask(`roster/?${query}`);
  const known = await store.get("meta", "who");
  if (known && known.who.key !== hello.who.key) {
    await forgetRolls(store);
    if (!hello.sessions) return greet(store, false);
  }
  // Half the way there and back is what the answer took.
  const offset = Math.round((Date.parse(hello.now) - (began + Date.now()) / 2) / 1000);
  await store.write(["meta", "sessions"], async (meta, sessions) => {
    await meta.put({ key: "who", who: hello.who });
    await meta.put({ key: "clock", offset });
    if (!hello.sessions) return;
    await sessions.clear();
    for (const session of hello.sessions) await sessions.put(session);
    await meta.put({ key: "villages", villages: hello.villages });
    await meta.put({ key: "fetched", at: Date.now() });
  });
  return hello;
}

async function send(store, hello, onChange) {
  const tried = new Set();
  for (;;) {
    const waiting = (await store.all("acts")).filter((act) => !tried.has(act.op_id));
    const batch = nextBatch(waiting, hello.who.key);
    if (!batch.length) return;
    for (const act of batch) if (act.kind === "sheet") await sendPhoto(store, act, hello.token);
    const told = { who: hello.who.key, sent_at: new Date().toISOString(), acts: batch.map(wire) };
    const { answers } = await ask("operations/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": hello.token },
      body: JSON.stringify(told),
    });
    for (const act of batch) tried.add(act.op_id);
    await writeDown(store, batch, answers);
    onChange();
  }
}

// Answers change acts and rolls in one transaction: a page killed here finds either both or neither.
function writeDown(store, batch, answers) {
  const sent = new Map(batch.map((act) => [act.op_id, act]));
  return store.write(["acts", "sessions", "photos"], async (acts, sessions, photos) => {
    const heard = answers.filter((answer) => sent.has(answer.op_id));
    for (const answer of heard) {
      const act = sent.get(answer.op_id);
      answer.session = act.session;
      const next = answered(act, answer);
      // What was written down of somebody at the door goes when the register has it.
      if (act.kind === "walk_in" && answer.state !== "refused" && answer.state !== "again") next.fields = {};
      if (act.kind === "card" && answer.state !== "again") next.fields = { enrolment: next.enrolment };
      await acts.put(next);
      if (act.kind === "sheet" && answer.state === "arrived") await photos.remove(act.fields.sha256);
    }
    for (const session of await sessions.all()) await sessions.put(rollAfter(session, heard));
  });
}

// A photo goes in pieces and goes on where the line broke: the server says how much it has.
async function sendPhoto(store, act, token) {
  const kept = await store.get("photos", act.fields.sha256);
  if (!kept) return;
  const address = `photos/${act.fields.sha256}/?size=${kept.blob.size}`;
  let { arrived } = await ask(address);
  while (arrived < kept.blob.size) {
    const body = kept.blob.slice(arrived, arrived + PIECE);
    const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": token };
    const before = arrived;
    ({ arrived } = await ask(`${address}&offset=${arrived}`, { method: "POST", headers, body }));
    if (arrived <= before) throw new ServerIsIll("photo");
  }
}

async function tidy(store, open) {
  await store.write(["acts"], async (acts) => {
    const { put, remove } = tidied(await acts.all(), open);
    for (const act of put) await acts.put(act);
    for (const key of remove) await acts.remove(key);
  });
}
