// Acts of this phone: made once, counted, sent until answered. Plain values only: no tables, no network, no page.
export const WAITING = "waiting";
export const CONFLICT = "conflict";
export const REFUSED = "refused";
export const DONE = "done"; // arrived, or settled by a person
const OUTDATED = "outdated";
export const PRESENT = new Set(["present", "late", "left"]);

// A UUID of version 7: the moment first, so that acts sort as they were made.
export function newId(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))) {
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, "0").slice(-12);
  const tail = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const version = "7" + tail.slice(1, 4);
  const variant = "89ab"[parseInt(tail[4], 16) % 4] + tail.slice(5, 8);
  return [time.slice(0, 8), time.slice(8), version, variant, tail.slice(8, 20)].join("-");
}

export function newAct({ device, seq, kind, session, fields, who, now = Date.now(), shown = {} }) {
  const captured_at = new Date(now).toISOString();
  return { op_id: newId(now), device_id: device, seq, kind, session, fields, captured_at, who, shown, state: WAITING };
}

// What goes over the line: what was said, not what the page remembers about it.
export function wire({ op_id, device_id, seq, kind, session, fields, captured_at }) {
  return { op_id, device_id, seq, kind, session, fields, captured_at };
}

const inOrder = (acts) => [...acts].sort((one, two) => one.seq - two.seq);
const about = (acts, line) => inOrder(acts).filter((act) => act.fields.enrolment === line.enrolment);

// The next acts to send, oldest first; only of who is signed in: another's wait for them.
export function nextBatch(acts, who, most = 50) {
  return inOrder(acts).filter((act) => act.state === WAITING && act.who === who).slice(0, most);
}

// The version of the roll an act is made upon: what the page showed. Above own words that still wait nothing else shows.
export function knownVersion(line, acts) {
  const waiting = about(acts, line).filter((act) => act.state === WAITING);
  return waiting.length ? waiting[0].fields.knew : line.version;
}

// A line of the roll as the page shows it: the server's word, over it the own words that wait, and what needs a person.
export function shown(line, acts) {
  const view = { mark: line.mark, minutes: line.minutes, words: line.words, left: line.left, waiting: false };
  for (const act of about(acts, line)) {
    if (act.state === WAITING) {
      view.waiting = true;
      if (act.kind === "mark") Object.assign(view, { mark: act.fields.mark, minutes: act.fields.minutes, words: "" });
      if (act.kind === "card" && !PRESENT.has(view.mark)) Object.assign(view, { mark: "present", minutes: 0, words: "" });
      if (act.kind === "sign_out") view.left = true;
    }
  }
  view.attention = attention(acts).filter((act) => act.enrolment === line.enrolment || act.fields.enrolment === line.enrolment).pop();
  return view;
}

export function attention(acts) {
  return inOrder(acts).filter((act) => act.state === CONFLICT || act.state === REFUSED);
}

export function counts(acts, who) {
  const waiting = acts.filter((act) => act.state === WAITING);
  return {
    waiting: waiting.filter((act) => act.who === who).length,
    others: waiting.filter((act) => act.who !== who).length,
    attention: attention(acts).length,
  };
}

// The act after its answer. "again" leaves it waiting; a name shows who an act was about.
export function answered(act, answer) {
  if (answer.state === "again") return { ...act, sentence: answer.sentence };
  const state = { arrived: DONE, conflict: CONFLICT, refused: REFUSED }[answer.state] || WAITING;
  const { enrolment, name, outcome, sentence, stood } = answer;
  const stands = answer.stands && answer.stands.words;
  const kept = Boolean(outcome);
  return { ...act, state, kept, outcome, sentence, stood, stands, enrolment: enrolment || act.fields.enrolment, name };
}

// The line after an answer: versions only go up, and an outdated word tells nothing of today.
export function lineAfter(line, answer) {
  const stands = answer.stands;
  if (!stands || answer.enrolment !== line.enrolment || answer.outcome === OUTDATED) return line;
  return stands.version > line.version ? { ...line, ...stands } : line;
}

// The roll of a session after the answers: known lines change, who came by the door is added.
export function rollAfter(session, answers) {
  let lines = session.lines;
  for (const answer of answers) {
    if (answer.session !== session.id || !answer.enrolment) continue;
    const isNew = answer.state !== REFUSED && !lines.some((line) => line.enrolment === answer.enrolment);
    if (isNew) {
      const nobody = { version: 0, mark: "", minutes: 0, words: "", left: false };
      lines = [...lines, { enrolment: answer.enrolment, name: answer.name, ...nobody }];
    }
    lines = lines.map((line) => lineAfter(line, answer));
  }
  return { ...session, lines };
}

// A later word of the phone about the same person takes the place of one that waits for a person.
export function replaced(acts, act) {
  if (act.kind !== "mark" && act.kind !== "card") return [];
  return attention(acts)
    .filter((old) => old.session === act.session && old.seq < act.seq && (old.enrolment || 0) === (act.fields.enrolment || -1))
    .map((old) => ({ ...old, state: DONE }));
}

// After a greeting: what a person has settled meanwhile needs nobody any more; done acts are kept a day, so that the page
// can say what became of them. `open` are the numbers that wait on the server; what it did not keep stays here.
export function tidied(acts, open, now = Date.now(), day = 24 * 3600 * 1000) {
  const waits = new Set(open);
  const put = attention(acts).map((act) => {
    const isSettled = act.told && act.kept && !waits.has(act.op_id);
    return { ...act, told: true, state: isSettled ? DONE : act.state };
  });
  const old = acts.filter((act) => act.state === DONE && now - Date.parse(act.captured_at) > day);
  return { put, remove: old.map((act) => act.op_id) };
}
