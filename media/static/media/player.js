// entry
// A lesson's page. Native controls until the first tap, which loads the engine and our own bar.
import { report } from "./beats.js";
import { followNotes } from "./notes.js";
import { followTranscript } from "./transcript.js";

const FIRST = 360; // the height the master playlist names first
const THIN_LINE = 0.7; // Mbit/s

const box = document.querySelector("[data-player]");
const video = box.querySelector("video");
const button = box.querySelector(".player-begin");
const end = box.querySelector("[data-end]");
const note = document.querySelector("[data-player-note]");
const reports = report(video, box.dataset, box.querySelector("[name=csrfmiddlewaretoken]").value, say);
const start = () => button.hidden || button.click();
const track = followTranscript(video, start);
followNotes(video, start);

// Shows a sentence; with `instead`, only where that one stands.
function say(text, instead) {
  if (instead !== undefined && note.textContent !== instead) return;
  note.textContent = text || "";
  note.hidden = !text;
}

async function begin() {
  button.hidden = true;
  box.dataset.saver = box.querySelector("[data-saver]:checked") ? "1" : "";
  const position = resumeAt();
  const line = navigator.connection;
  if (box.dataset.saver || box.dataset.most < FIRST || (line && line.downlink < THIN_LINE)) box.dataset.least = "1";
  if (window.MediaSource) fetchAhead(position).catch(() => {});
  // hls.js is the engine's, named here so that it comes at once and not after it.
  const parts = Promise.all([import("./engine.js"), import("./bar.js"), import("hls.js/light")]);
  try {
    const [{ attach }, { showBar }] = await parts;
    showBar(box, video, track, await attach(video, box.dataset, position, say));
  } catch (error) {
    video.controls = true; // the engine did not come: the whole form as one MP4, as on a page without script
    video.load();
    video.currentTime = position;
  }
  video.playbackRate = Number(box.querySelector("[data-speed]").value);
  video.play().catch(() => {});
}

// While the engine is on its way over a thin line, so is what it asks for first: it finds that in the browser's cache.
async function fetchAhead(position) {
  const stream = new URL(box.dataset.stream, location);
  const text = async (name) => (await fetch(new URL(name, stream))).text();
  const forms = Array.from((await text("")).matchAll(/BANDWIDTH=(\d+).*\n(.+)/g));
  if (box.dataset.least) forms.sort((one, other) => one[1] - other[1]);
  const list = (await text(forms[0][2])).split("\n");
  let end = 0;
  const first = list.findIndex((line) => line.startsWith("#EXTINF:") && (end += parseFloat(line.slice(8))) > position) + 1;
  await Promise.all([/URI="([^"]+)/.exec(list.join())[1], list[first]].map((name) => fetch(new URL(name, stream))));
}

// What this phone has not sent yet is newer than what the server knows.
function resumeAt() {
  const kept = box.dataset.asked ? null : reports.position();
  const position = kept === null ? Number(box.dataset.position) : kept;
  return position > Number(box.dataset.length) - 5 ? 0 : position;
}

// Taking the lesson along: loaded when its fold is opened.
const take = document.querySelector("[data-take]");
if (take)
  take.addEventListener("toggle", async () => {
    const { canKeep, offerKeeping } = await import("./keeping.js");
    if (canKeep()) offerKeeping(take, box);
  }, { once: true });

video.controls = false;
button.hidden = false;
button.addEventListener("click", begin, { once: true });
for (const label of box.querySelectorAll(".player-speed, .player-saver")) label.hidden = false;
video.addEventListener("ended", () => (end.hidden = false));
for (const name of ["play", "seeking"]) video.addEventListener(name, () => (end.hidden = true));
end.querySelector("[data-again]").addEventListener("click", () => {
  video.currentTime = 0;
  video.play().catch(() => {});
});
