// What the page shows: templates of the page filled with plain values. Nothing here reads the store or the network.
import { PRESENT, attention, counts, shown } from "./queue.js";

const words = document.getElementById("words");
export const word = (name) => words.getAttribute(`data-${name}`) || name;
const MOST_SAID = 6;
const two = (number) => String(number).padStart(2, "0");

// Clock times as they stand in the text of the server, which is local already.
const clock = (iso) => iso.slice(11, 16);
const day = (iso) => `${Number(iso.slice(5, 7))}-${Number(iso.slice(8, 10))}`;
export const dayOf = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
const localClock = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}`;

export function copy(id) {
  return document.getElementById(id).content.cloneNode(true);
}

export function fill(root, values) {
  for (const slot of root.querySelectorAll("[data-slot]")) {
    if (slot.dataset.slot in values) slot.textContent = values[slot.dataset.slot];
  }
  return root;
}

export function show(root, parts) {
  for (const [name, isShown] of Object.entries(parts)) {
    for (const part of root.querySelectorAll(`[data-part="${name}"]`)) part.hidden = !isShown;
  }
  return root;
}

export function status(page, state) {
  const { waiting, others, attention: open } = counts(page.acts, page.who);
  const bar = document.getElementById("status");
  const isQuiet = state.trouble !== "sign-in" && state.trouble !== "ill" && !state.busy;
  const when = {
    offline: state.trouble === "offline" && !state.busy,
    busy: state.busy,
    arrived: isQuiet && state.trouble !== "offline" && !waiting && Boolean(page.fetched),
    waiting: waiting > 0 && !state.busy,
    "may-send": waiting > 0 && !state.busy && state.trouble !== "sign-in",
    "sign-in": state.trouble === "sign-in",
    ill: state.trouble === "ill",
    fleeting: !page.lasting,
    failed: state.failed,
    others: others > 0,
    attention: open > 0,
  };
  for (const part of bar.querySelectorAll("[data-when]")) part.hidden = !when[part.dataset.when];
  fill(bar, { waiting, others, attention: open, synced: state.synced ? localClock(new Date(state.synced)) : "" });
  bar.hidden = false;
}

export function home(page) {
  const view = copy("t-home");
  const today = dayOf(new Date());
  const lists = { today: view.querySelector("[data-part=today] [data-list]"), other: view.querySelector("[data-part=other] [data-list]") };
  for (const session of page.sessions) lists[session.starts.slice(0, 10) === today ? "today" : "other"].append(sessionRow(session, page));
  show(view, { today: lists.today.children.length, other: lists.other.children.length, none: !page.sessions.length, fetched: Boolean(page.fetched) });
  const hasRolls = page.lasting && page.sessions.length > 0;
  show(view, { kept: hasRolls && page.shell === "kept", saving: hasRolls && page.shell === "saving", never: page.shell === "never" });
  const fetched = page.fetched && new Date(page.fetched);
  return fill(view, { fetched: fetched ? `${fetched.getMonth() + 1}-${fetched.getDate()} ${localClock(fetched)}` : "" });
}

function sessionRow(session, page) {
  const row = copy("t-session");
  const acts = page.acts.filter((act) => act.session === session.id);
  const { here, all } = tally(session, acts);
  const waiting = acts.filter((act) => act.state === "waiting").length;
  row.querySelector("[data-link]").href = `#s${session.id}`;
  show(row, { waiting });
  return fill(row, { title: session.title, venue: session.venue, when: when(session), count: `${here} / ${all}`, waiting });
}

const when = (session) => `${day(session.starts)} ${clock(session.starts)}–${clock(session.ends)}`;

function tally(session, acts) {
  const marks = session.lines.map((line) => shown(line, acts).mark);
  return { here: marks.filter((mark) => PRESENT.has(mark)).length, all: marks.length, unmarked: marks.filter((mark) => !mark).length };
}

export function roll(session, page) {
  const view = copy("t-roll");
  const acts = page.acts.filter((act) => act.session === session.id);
  view.querySelector("[data-link=door]").href = `#s${session.id}-door`;
  view.querySelector("[data-link=door]").hidden = !session.walk_ins;
  view.querySelector("[data-link=cards]").href = `#s${session.id}-cards`;
  const list = view.querySelector(".roll-lines");
  for (const line of session.lines) list.append(lineRow(line, acts));
  const doors = view.querySelector(".off-doors");
  const hasLine = (act) => act.kind === "mark" || act.kind === "sign_out" || (act.kind === "card" && act.fields.enrolment);
  for (const act of acts) if (!hasLine(act) && act.state === "waiting") doors.append(waitingRow(act));
  show(view, { none: !session.lines.length, doors: doors.children.length });
  fill(view, { title: session.title, when: when(session), topic: session.topic, venue: session.venue });
  count(view, session, acts);
  return view;
}

// The figures above the list; by themselves when only one line has changed.
export function count(view, session, acts) {
  const { here, all, unmarked } = tally(session, acts);
  show(view, { unmarked: unmarked > 0, rest: unmarked > 0 });
  fill(view, { here, all, unmarked });
}

function waitingRow(act) {
  const item = document.createElement("li");
  item.className = "off-door";
  item.append(`${word(act.kind)} ${act.shown.name || act.shown.at || ""} `, state("waiting"));
  return item;
}

function state(name) {
  const badge = document.createElement("span");
  badge.className = `badge ${{ waiting: "badge-info", arrived: "badge-good", attention: "badge-warn" }[name]}`;
  badge.textContent = word(name);
  return badge;
}

export function said(view) {
  const minutes = view.minutes ? ` ${view.minutes} ${word("minutes")}` : "";
  const mark = view.words || (view.mark ? word(view.mark) + minutes : "");
  return [mark, view.left ? word("left") : ""].filter(Boolean).join(" · ");
}

export function lineRow(line, acts) {
  const row = copy("t-line").firstElementChild;
  const view = shown(line, acts);
  row.id = `e${line.enrolment}`;
  row.dataset.enrolment = line.enrolment;
  row.classList.toggle("is-present", PRESENT.has(view.mark));
  fill(row, { name: line.name, said: said(view), attention: view.attention ? view.attention.sentence : "" });
  show(row, { attention: Boolean(view.attention) });
  const name = view.attention ? "attention" : view.waiting ? "waiting" : view.mark ? "arrived" : "";
  if (name) row.querySelector("[data-slot=state]").append(state(name));
  for (const button of row.querySelectorAll("[data-mark]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mark === view.mark));
    button.setAttribute("aria-label", `${line.name}: ${button.textContent}`);
  }
  row.querySelector("[data-act=more]").setAttribute("aria-label", `${line.name}: ${row.querySelector("[data-act=more]").textContent}`);
  if (!PRESENT.has(view.mark)) row.querySelector("[data-act=sign-out]").hidden = true;
  return row;
}

export function todo(page) {
  const view = copy("t-todo");
  const open = attention(page.acts).filter((act) => act.who === page.who);
  for (const act of open) view.querySelector("[data-list]").append(todoLine(act, page));
  return show(view, { none: !open.length, settle: open.some((act) => act.kept) });
}

function todoLine(act, page) {
  const line = copy("t-todo-line");
  const moment = new Date(act.captured_at);
  const mine = act.kind === "mark" ? said({ mark: act.fields.mark, minutes: act.fields.minutes }) : word(act.kind);
  line.firstElementChild.dataset.act = act.op_id;
  show(line, { theirs: Boolean(act.stood), unkept: !act.kept });
  return fill(line, {
    name: act.shown.name || act.name || word(act.kind),
    when: `${moment.getMonth() + 1}-${moment.getDate()} ${localClock(moment)}`,
    sentence: act.sentence,
    mine,
    theirs: act.stands || "",
    by: act.stood ? `${act.stood.by} ${act.stood.how} ${localClock(new Date(act.stood.at))}` : "",
  });
}

export function door(session, page) {
  const view = copy("t-door");
  view.querySelector("[data-link=roll]").href = `#s${session.id}`;
  const townships = [...new Set(page.villages.map(([, , township]) => township))];
  view.querySelector("[name=township]").append(...townships.map((name) => new Option(name, name)));
  return view;
}

export function cards(session, page, canScan) {
  const view = copy("t-cards");
  view.querySelector("[data-link=roll]").href = `#s${session.id}`;
  show(view, { camera: canScan, "no-camera": !canScan });
  fill(view, { title: session.title, when: when(session) });
  countCards(view, session, page);
  return view;
}

export function countCards(view, session, page) {
  const { here, all } = tally(session, page.acts.filter((act) => act.session === session.id));
  fill(view, { here, all });
}

// One line more of what was scanned, the newest first; `what` is kept, already, unknown or none.
export function sayCard(view, what, name = "") {
  const line = copy(`t-card-${what}`);
  const list = view.querySelector("[data-said]");
  list.prepend(fill(line, { name }));
  while (list.children.length > MOST_SAID) list.lastElementChild.remove();
}

export function villagesOf(form, villages) {
  const chosen = villages.filter(([, , township]) => township === form.township.value);
  form.village.replaceChildren(form.village.firstElementChild, ...chosen.map(([code, name]) => new Option(name, code)));
}
