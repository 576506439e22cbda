// entry
// Scanning cards on the roll: what the camera reads goes to the server as if typed, and the answer is said large, with
// a sound and a way back. Without this script the field for the code does the same.
import { canScan, scan, signal } from "./scanner.js";

const root = document.getElementById("scan-cards");
const form = root.querySelector("form[data-code]");
const video = root.querySelector("video");
const list = root.querySelector("[data-said]");
const start = root.querySelector("[data-start]");
const stop = root.querySelector("[data-stop]");
const refused = root.querySelector("[data-refused]");
const count = root.querySelector("[data-present]");
const MOST = 6;
let close;

start.hidden = !canScan();
root.querySelector("[data-no-camera]").hidden = canScan();

async function open() {
  refused.hidden = true;
  start.setAttribute("aria-busy", "true");
  try {
    video.hidden = false;
    close = await scan(video, send);
    start.hidden = true;
    stop.hidden = false;
  } catch {
    video.hidden = true;
    refused.hidden = false;
  }
  start.removeAttribute("aria-busy");
}

function shut() {
  close?.();
  close = undefined;
  video.hidden = true;
  start.hidden = false;
  stop.hidden = true;
}

async function send(code) {
  const body = new FormData(form);
  body.set("code", code);
  let told;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    told = await answer.json();
  } catch {
    told = { outcome: "refused", sentence: root.dataset.offline };
  }
  signal(told.outcome !== "refused");
  say(told);
}

function say(told) {
  const line = root.querySelector(`template[data-line=${told.outcome}]`).content.cloneNode(true).firstElementChild;
  line.querySelector("[data-sentence]").textContent = told.sentence;
  const saved = line.querySelector("input[name=saved]");
  if (saved) saved.value = told.saved;
  list.prepend(line);
  while (list.children.length > MOST) list.lastElementChild.remove();
  if (told.outcome === "marked") count.textContent = Number(count.textContent) + 1;
}

start.addEventListener("click", open);
stop.addEventListener("click", shut);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = form.elements.code;
  if (field.value.trim()) await send(field.value);
  field.value = "";
  field.focus();
});
window.addEventListener("pagehide", () => close?.());
