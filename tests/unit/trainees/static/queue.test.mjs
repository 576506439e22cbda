// The queue of the trainer's page, by node's own test runner: test_queue.py starts it.
import assert from "node:assert/strict";
import test from "node:test";
import * as queue from "../../../../trainees/static/trainees/offline/queue.js";

const DEVICE = "0198c0de-0000-7000-8000-000000000001";
const line = (parts = {}) => ({ enrolment: 7, name: "田小妹", version: 0, mark: "", minutes: 0, words: "", left: false, ...parts });
let seq = 0;
const act = (fields, parts = {}) =>
  queue.newAct({ device: DEVICE, seq: ++seq, kind: "mark", session: 1, who: "me", fields: { enrolment: 7, knew: 0, ...fields }, ...parts });
const answer = (one, parts) => ({ op_id: one.op_id, enrolment: 7, session: 1, ...parts });
const stands = (version, mark = "present") => ({ version, mark, minutes: 0, words: mark, left: false });

test("ids are of version 7, in the order of their moments, and never twice", () => {
  const ids = Array.from({ length: 500 }, (_, at) => queue.newId(1790000000000 + at));
  assert.ok(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)), ids[0]);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(Array.from({ length: 5000 }, () => queue.newId(1790000000000))).size, 5000);
});

test("a clock before 1970 still makes an id", () => assert.match(queue.newId(-5), /^00000000-0000-7/));

test("the wire carries what was said and not who is shown", () => {
  const sent = queue.wire(act({ mark: "late" }, { shown: { name: "田小妹" } }));
  assert.deepEqual(Object.keys(sent).sort(), ["captured_at", "device_id", "fields", "kind", "op_id", "seq", "session"]);
});

test("batches go oldest first, of who is signed in, and leave out what is answered", () => {
  const acts = [act({}), act({}), act({}, { who: "other" }), { ...act({}), state: "done" }];
  assert.deepEqual(queue.nextBatch([acts[1], acts[3], acts[2], acts[0]], "me"), [acts[0], acts[1]]);
  assert.deepEqual(queue.nextBatch(acts, "me", 1), [acts[0]]);
});

test("an act is made upon what the page shows: the roll, or the own words that hide it", () => {
  assert.equal(queue.knownVersion(line({ version: 4 }), []), 4);
  const waiting = act({ mark: "present", knew: 4 });
  // The roll was read anew meanwhile, but the page still shows the own word.
  assert.equal(queue.knownVersion(line({ version: 9 }), [waiting]), 4);
  assert.equal(queue.knownVersion(line({ version: 9 }), [{ ...waiting, state: "done" }]), 9);
  assert.equal(queue.knownVersion(line({ version: 9 }), [act({ enrolment: 8, knew: 1 })]), 9);
});

test("a line shows the last own word, and that it waits", () => {
  const acts = [act({ mark: "absent" }), act({ mark: "late", minutes: 10 }), act({}, { kind: "sign_out" })];
  const view = queue.shown(line({ version: 3, mark: "leave", words: "请假" }), acts);
  assert.deepEqual([view.mark, view.minutes, view.words, view.left, view.waiting], ["late", 10, "", true, true]);
  assert.equal(queue.shown(line({ version: 3, mark: "leave" }), []).waiting, false);
});

test("an answer changes the act and the line together, once", () => {
  const one = act({ mark: "present" });
  const heard = answer(one, { state: "arrived", outcome: "applied", stands: stands(12) });
  const session = { id: 1, lines: [line()] };
  assert.equal(queue.answered(one, heard).state, "done");
  const after = queue.rollAfter(session, [heard]);
  assert.equal(after.lines[0].version, 12);
  assert.deepEqual(queue.rollAfter(after, [heard]), after);
});

test("versions only go up, and an outdated word tells nothing of today", () => {
  const known = line({ version: 20, mark: "absent" });
  assert.equal(queue.lineAfter(known, answer(act({}), { state: "arrived", outcome: "applied", stands: stands(12) })), known);
  assert.equal(queue.lineAfter(known, answer(act({}), { state: "arrived", outcome: "outdated", stands: stands(30) })), known);
});

test("what is to be sent again stays waiting", () => {
  const one = act({ mark: "present" });
  assert.equal(queue.answered(one, { op_id: one.op_id, state: "again", sentence: "…" }).state, "waiting");
  assert.equal(queue.answered(one, { op_id: one.op_id, state: "nonsense" }).state, "waiting");
});

test("who came by the door joins the roll; who was refused does not", () => {
  const one = act({}, { kind: "walk_in" });
  const session = { id: 1, lines: [] };
  const let_in = { op_id: one.op_id, session: 1, enrolment: 9, name: "向新来", state: "arrived", outcome: "applied", stands: stands(5) };
  assert.deepEqual(queue.rollAfter(session, [let_in]).lines.map((row) => [row.enrolment, row.name, row.version]), [[9, "向新来", 5]]);
  assert.deepEqual(queue.rollAfter(session, [{ ...let_in, state: "refused" }]).lines, []);
});

test("a conflict asks for a person until it is settled there, or said anew here", () => {
  const one = act({ mark: "present" });
  const conflict = queue.answered(one, answer(one, { state: "conflict", outcome: "differs", stands: stands(4, "absent") }));
  assert.equal(queue.counts([conflict], "me").attention, 1);
  const told = queue.tidied([conflict], []).put[0];
  assert.equal(told.state, "conflict"); // It arrived after the greeting that did not know of it yet.
  assert.equal(queue.tidied([told], [one.op_id]).put[0].state, "conflict");
  assert.equal(queue.tidied([told], []).put[0].state, "done");
  assert.equal(queue.replaced([conflict], act({ mark: "late", knew: 4 }))[0].state, "done");
  assert.deepEqual(queue.replaced([conflict], act({ mark: "late", enrolment: 8 })), []);
});

test("what the server did not keep stays until it is seen here", () => {
  const one = act({ mark: "present" });
  const refused = queue.answered(one, { op_id: one.op_id, state: "refused", sentence: "…" });
  const told = queue.tidied([refused], []).put[0];
  assert.equal(queue.tidied([told], []).put[0].state, "refused");
});

test("done acts go after a day, waiting ones never", () => {
  const old = { now: Date.now() - 3 * 24 * 3600 * 1000 };
  const acts = [{ ...act({}, old), state: "done" }, act({}, old), { ...act({}), state: "done" }];
  assert.deepEqual(queue.tidied(acts, []).remove, [acts[0].op_id]);
});

test("ten thousand random days: every word is answered once, and no word is made upon what nobody saw", () => {
  for (let day = 0; day < 10000; day += 1) live(random(day));
});

// A small generator, so that a day can be lived again from its number.
function random(seed) {
  let state = seed + 1;
  return (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % most;
  };
}

// One phone and a server that keeps one person's mark; the line loses requests and answers, the page is killed anywhere.
function live(chance) {
  let acts = [];
  let session = { id: 1, lines: [line()] };
  let screen = 0;
  const server = { version: 0, heard: new Map() };
  const write = () => (server.version += 1);
  const receive = (batch) =>
    batch.map((one) => {
      if (!server.heard.has(one.op_id)) {
        const isSeen = one.fields.knew === server.version || server.last === DEVICE;
        if (isSeen) [server.version, server.last] = [write(), DEVICE];
        const state = isSeen ? "arrived" : "conflict";
        server.heard.set(one.op_id, answer(one, { state, outcome: isSeen ? "applied" : "differs", stands: stands(server.version) }));
      }
      return server.heard.get(one.op_id);
    });
  const send = () => {
    const batch = queue.nextBatch(acts, "me", 1 + chance(3));
    if (!batch.length || chance(3) === 0) return; // lost on the way there
    const answers = receive(batch.map(queue.wire));
    if (chance(3) === 0) return; // lost on the way back, or the page was killed
    const sent = new Map(answers.map((one) => [one.op_id, one]));
    acts = acts.map((one) => (sent.has(one.op_id) && one.state === "waiting" ? queue.answered(one, sent.get(one.op_id)) : one));
    session = queue.rollAfter(session, answers);
  };
  const tap = () => {
    const knew = queue.knownVersion(session.lines[0], acts);
    const isHidden = queue.shown(session.lines[0], acts).waiting;
    if (!isHidden) screen = session.lines[0].version;
    assert.ok(knew <= Math.max(screen, session.lines[0].version));
    if (isHidden) assert.ok(knew <= screen);
    acts = [...acts, act({ mark: "present", knew })];
  };
  const desk = () => [server.version, server.last] = [write(), "desk"];
  const look = () => (session = { ...session, lines: [{ ...session.lines[0], ...stands(server.version) }] });
  for (let step = 0; step < 12; step += 1) [tap, tap, send, send, desk, look][chance(6)]();
  for (let more = 0; acts.some((one) => one.state === "waiting"); more += 1) {
    assert.ok(more < 500, "a word waits for ever");
    send();
  }
  assert.equal(server.heard.size, acts.length);
  for (const one of acts) assert.ok(server.heard.has(one.op_id));
}

test("a card that waits shows its holder as here, and takes nothing from who came late", () => {
  const card = act({ card: "7K3M", mark: undefined }, { kind: "card" });
  assert.equal(queue.shown(line(), [card]).mark, "present");
  assert.equal(queue.shown(line({ mark: "late", minutes: 9, version: 3 }), [card]).mark, "late");
  assert.equal(queue.shown(line({ mark: "absent", version: 3 }), [card]).mark, "present");
});

test("a card takes the place of an earlier word about its holder that waits for a person", () => {
  const old = { ...act({ mark: "absent" }), state: "conflict", enrolment: 7 };
  assert.deepEqual(queue.replaced([old], act({ card: "7K3M" }, { kind: "card" })), [{ ...old, state: "done" }]);
  assert.deepEqual(queue.replaced([old], newAct({ card: "7K3M" })), []);
});

function newAct(fields) {
  return queue.newAct({ device: DEVICE, seq: ++seq, kind: "card", session: 1, who: "me", fields });
}
