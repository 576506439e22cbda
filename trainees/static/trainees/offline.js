// entry
// The trainer's page without network: marks, people at the door and photos go into the phone first, always; from there
// to the server when there is a line. Nothing is called saved before the server has answered for it.
import { codeOf, lineOf } from "./offline/cards.js";
import { photo, recordsFile, save } from "./offline/files.js";
import { PRESENT, knownVersion, newAct, newId, replaced, shown } from "./offline/queue.js";
import { shellState } from "./offline/shell.js";
import { addActs, forgetOldRolls, openStore } from "./offline/store.js";
import { NoNetwork, SignInAgain, sync } from "./offline/sync.js";
import * as views from "./offline/views.js";
import { canScan, scan, signal } from "./scanner.js";

const SOON = 1500;
const WAITS = [5, 15, 45, 120, 300].map((seconds) => seconds * 1000);
const view = document.getElementById("view");
const state = { busy: false, trouble: "", synced: 0, failed: false, tries: 0 };
const page = { lasting: true, who: "", acts: [], sessions: [], villages: [], fetched: 0, shell: "saving" };
let store, timer, installer, closeCamera;

async function load() {
  const meta = Object.fromEntries((await store.all("meta")).map((row) => [row.key, row]));
  const sessions = await store.all("sessions");
  page.lasting = store.lasting;
  page.acts = await store.all("acts");
  page.sessions = sessions.sort((one, two) => one.starts.localeCompare(two.starts));
  page.who = meta.who ? meta.who.who.key : "";
  page.villages = meta.villages ? meta.villages.villages : [];
  page.fetched = meta.fetched ? meta.fetched.at : 0;
  page.offset = meta.clock ? meta.clock.offset : 0;
}

const here = () => /^#s(\d+)(-door|-cards)?$/.exec(location.hash) || [];
const sessionHere = () => page.sessions.find((session) => session.id === Number(here()[1]));
const actsOf = (session) => page.acts.filter((act) => act.session === session.id);

function draw() {
  views.status(page, state);
  const session = sessionHere();
  closeCamera?.();
  closeCamera = undefined;
  if (session && here()[2] === "-cards") return view.replaceChildren(views.cards(session, page, canScan()));
  if (session && here()[2]) return view.replaceChildren(views.door(session, page));
  if (session) return drawRoll(session);
  view.replaceChildren(location.hash === "#todo" ? views.todo(page) : views.home(page));
  const button = view.querySelector("[data-act=install]");
  if (button) button.hidden = !installer;
}

// The roll anew, with the line that was open, what was typed there, and a question that waits for its yes.
function drawRoll(session) {
  const open = view.querySelector(".off-more:not([hidden])");
  const line = open && open.closest(".off-line").id;
  const field = open && open.querySelector("[data-minutes]");
  const isTyping = field && document.activeElement === field;
  const isAsked = view.querySelector("[data-act=rest-now]:not([hidden])");
  view.replaceChildren(views.roll(session, page));
  const again = line && document.getElementById(line);
  if (again) unfold(again, field.value);
  if (again && isTyping) again.querySelector("[data-minutes]").focus();
  if (isAsked) acts.rest(session, view.querySelector("[data-act=rest]"));
}

function unfold(row, minutes = "") {
  row.querySelector(".off-more").hidden = false;
  row.querySelector("[data-act=more]").setAttribute("aria-expanded", "true");
  row.querySelector("[data-minutes]").value = minutes;
}

// Every act goes through here: into the phone first, then on the screen, then to the server.
async function record(session, drafts) {
  try {
    const made = await addActs(store, () => crypto.randomUUID?.() || newId(), (device, acts) =>
      drafts.map((draft) => {
        const line = session.lines.find((one) => one.enrolment === draft.fields.enrolment);
        const knew = line ? { knew: knownVersion(line, acts.filter((act) => act.session === session.id)) } : {};
        const fields = { ...draft.fields, ...knew };
        return newAct({ ...draft, fields, device: device.id, seq: device.next(), session: session.id, who: page.who });
      }),
    );
    for (const act of made) for (const old of replaced(page.acts, act)) await store.write(["acts"], (acts) => acts.put(old));
    state.failed = false;
  } catch {
    state.failed = true;
  }
  await load();
  soon();
}

async function mark(session, row, name, minutes) {
  const enrolment = Number(row.dataset.enrolment);
  const fields = name ? { enrolment, mark: name, minutes } : { enrolment };
  const shown = { name: session.lines.find((line) => line.enrolment === enrolment).name };
  await record(session, [{ kind: name ? "mark" : "sign_out", fields, shown }]);
  const fresh = sessionHere() || session;
  const line = fresh.lines.find((one) => one.enrolment === enrolment);
  const redrawn = views.lineRow(line, actsOf(session));
  document.getElementById(row.id).replaceWith(redrawn);
  redrawn.querySelector("[data-act=mark]").focus({ preventScroll: true });
  views.count(view, fresh, actsOf(session));
  views.status(page, state);
}

async function markTheRest(session) {
  const acts = actsOf(session);
  const unmarked = session.lines.filter((line) => !line.mark && !acts.some((act) => act.state === "waiting" && act.fields.enrolment === line.enrolment));
  const drafts = unmarked.map(({ enrolment, name }) => ({ kind: "mark", fields: { enrolment, mark: "present", minutes: null }, shown: { name } }));
  await record(session, drafts);
  draw();
}

async function letIn(session, form) {
  const told = Object.fromEntries(["name", "phone", "id_number", "village"].map((name) => [name, form[name].value.trim()]));
  const isWhole = told.name && told.village && (told.phone || told.id_number) && form.consent.checked;
  views.show(form, { missing: !isWhole });
  if (!isWhole) return form.scrollIntoView();
  await record(session, [{ kind: "walk_in", fields: { ...told, consent: true }, shown: { name: told.name } }]);
  if (!state.failed) location.hash = `#s${session.id}`;
  else views.status(page, state);
}

async function openCamera(button) {
  const video = view.querySelector("video");
  const refused = view.querySelector("[data-part=refused]");
  refused.hidden = true;
  video.hidden = false;
  try {
    closeCamera = await scan(video, (text) => heardCard(sessionHere(), text));
    button.hidden = true;
  } catch {
    video.hidden = true;
    refused.hidden = false;
  }
}

// A card is known by its digest; one that is not goes to the server all the same, which knows more than this phone.
async function heardCard(session, text) {
  const code = codeOf(text);
  if (!code) return tellCard("none");
  const line = await lineOf(session, code);
  const mine = actsOf(session);
  const isSaid = mine.some((act) => act.kind === "card" && act.state === "waiting" && act.fields.card === code);
  if (isSaid || (line && PRESENT.has(shown(line, mine).mark))) return tellCard("already", line && line.name);
  const fields = line ? { card: code, enrolment: line.enrolment } : { card: code };
  await record(session, [{ kind: "card", fields, shown: { name: line ? line.name : "" } }]);
  if (state.failed) return views.status(page, state);
  tellCard(line ? "kept" : "unknown", line && line.name);
}

function tellCard(what, name) {
  signal(what !== "none");
  views.sayCard(view, what, name);
  views.countCards(view, sessionHere(), page);
  views.status(page, state);
}

async function keepSheet(session, input) {
  const file = input.files[0];
  input.value = "";
  if (!file) return;
  try {
    const { sha256, blob, size } = await photo(file);
    await store.write(["photos"], (photos) => photos.put({ sha256, blob }));
    await record(session, [{ kind: "sheet", fields: { sha256, size }, shown: { at: new Date().toTimeString().slice(0, 5) } }]);
  } catch {
    window.alert(views.word("photo"));
  }
  draw();
}

async function exportRecords() {
  const blob = await recordsFile(page.acts, await store.all("photos"), page.offset);
  save(blob, `roll-${views.dayOf(new Date())}.json`);
}

// ---------------------------------------------------------------- to the server

function soon(wait = SOON) {
  clearTimeout(timer);
  timer = setTimeout(upload, wait);
}

async function upload({ whole = false } = {}) {
  clearTimeout(timer);
  if (state.busy) return soon();
  state.busy = true;
  views.status(page, state);
  try {
    await sync(store, { whole });
    Object.assign(state, { trouble: "", synced: Date.now(), tries: 0 });
  } catch (error) {
    state.trouble = error instanceof SignInAgain ? "sign-in" : error instanceof NoNetwork ? "offline" : "ill";
    await askWorker();
  }
  state.busy = false;
  await load();
  await lookAtShell();
  if (!view.querySelector("form")) draw();
  else views.status(page, state);
  const isWaiting = page.acts.some((act) => act.state === "waiting" && act.who === page.who);
  if (state.trouble && state.trouble !== "sign-in" && isWaiting) soon(WAITS[Math.min(state.tries++, WAITS.length - 1)]);
}

// Where the browser can, the worker sends when the network is back, even with the page closed.
async function askWorker() {
  try {
    const registration = await navigator.serviceWorker.ready;
    await registration.sync.register("xiangxue-roll");
  } catch {
    // Then the page sends when it is open.
  }
}

// ---------------------------------------------------------------- what people tap

const acts = {
  mark: (session, button) => mark(session, button.closest(".off-line"), button.dataset.mark, minutesOf(button)),
  "sign-out": (session, button) => mark(session, button.closest(".off-line"), "", null),
  more: (_session, button) => {
    const row = button.closest(".off-line");
    const isOpen = !row.querySelector(".off-more").hidden;
    for (const other of view.querySelectorAll(".off-more")) other.hidden = true;
    for (const other of view.querySelectorAll("[data-act=more]")) other.setAttribute("aria-expanded", "false");
    if (!isOpen) unfold(row);
  },
  rest: (_session, button) => {
    button.hidden = true;
    view.querySelector("[data-act=rest-now]").hidden = false;
  },
  "rest-now": (session) => markTheRest(session),
  sync: () => upload({ whole: true }),
  export: () => exportRecords(),
  install: () => installer.prompt(),
  camera: (_session, button) => openCamera(button),
  dismiss: async (_session, button) => {
    const seen = page.acts.find((act) => act.op_id === button.closest("li").dataset.act);
    await store.write(["acts"], (kept) => kept.put({ ...seen, state: "done" }));
    await load();
    draw();
  },
};

function minutesOf(button) {
  const field = button.closest(".off-more")?.querySelector("[data-minutes]");
  return field && field.value !== "" && button.dataset.mark !== "absent" ? Math.min(600, Math.max(0, Math.floor(field.value))) : null;
}

// The browser offers this once, at any moment.
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installer = event;
  if (!location.hash && view.firstElementChild) draw();
});

// Begun only when the phone's own records are read: whatever happens before would be answered as if there were none.
function listen() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button && acts[button.dataset.act]) acts[button.dataset.act](sessionHere(), button);
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const { card } = event.target.elements;
    if (!card) return letIn(sessionHere(), event.target);
    if (card.value.trim()) heardCard(sessionHere(), card.value);
    card.value = "";
  });
  document.addEventListener("change", (event) => {
    if (event.target.name === "township") views.villagesOf(event.target.form, page.villages);
    if (event.target.dataset.act === "sheet") keepSheet(sessionHere(), event.target);
  });
  window.addEventListener("hashchange", () => {
    draw();
    window.scrollTo(0, 0);
  });
  window.addEventListener("online", () => upload());
  window.addEventListener("offline", () => {
    state.trouble = "offline";
    views.status(page, state);
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && upload());
}

// The page says when it can be opened again without network; asked once the worker is awake, and after each greeting.
async function lookAtShell() {
  const before = page.shell;
  page.shell = await shellState().catch(() => "never");
  if (page.shell !== before && !location.hash) draw();
}

async function start() {
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
  store = await openStore();
  await forgetOldRolls(store);
  await load();
  if (!navigator.onLine) state.trouble = "offline";
  listen();
  draw();
  navigator.serviceWorker?.ready.then(lookAtShell);
  await lookAtShell();
  await upload({ whole: true });
}

start();
