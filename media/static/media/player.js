// entry
// A lesson's player: native controls, a light HLS engine loaded on the first tap, and reports of what was watched.
// What could not be sent stays in the outbox of this phone and is sent when a lesson is opened again.
import { openOutbox } from "./outbox.js";
import { followTranscript } from "./transcript.js";

const BEAT_MS = 15000;
const box = document.querySelector("[data-player]");
const video = box.querySelector("video");
const note = document.querySelector("[data-player-note]");
const outbox = openOutbox(localStorageOrNothing());
let visit = null;
let asking = null;

function localStorageOrNothing() {
  try {
    localStorage.setItem("probe", "1");
    localStorage.removeItem("probe");
    return localStorage;
  } catch (error) {
    return null; // private windows refuse: then reports live as long as the page
  }
}

function say(text) {
  note.textContent = text || "";
  note.hidden = !text;
}

// ---------------------------------------------------------------- playing

async function begin() {
  const button = box.querySelector(".player-begin");
  button.hidden = true;
  video.controls = true;
  const position = resumeAt();
  try {
    await attach(position);
  } catch (error) {
    playPlain(position);
  }
  const speed = document.querySelector("[data-speed]");
  video.playbackRate = Number(speed.value);
  video.play().catch(() => {});
}

function resumeAt() {
  const length = Number(box.dataset.length);
  const kept = outbox.position(box.dataset.start);
  const position = kept === null ? Number(box.dataset.position) : kept;
  return position > length - 5 ? 0 : position;
}

async function attach(position) {
  const { default: Hls } = await import("hls.js/light");
  if (!Hls.isSupported()) return playNative(position);
  const slow = { maxTimeToFirstByteMs: 30000, maxLoadTimeMs: 90000 };
  const retry = { maxNumRetry: 8, retryDelayMs: 1000, maxRetryDelayMs: 15000 };
  const most = Number(box.dataset.most || 0);
  const hls = new Hls({
    startPosition: position || -1,
    maxBufferLength: 90,
    maxBufferSize: 25e6,
    capLevelToPlayerSize: !most,
    abrEwmaDefaultEstimate: 200000,
    fragLoadPolicy: { default: { ...slow, timeoutRetry: retry, errorRetry: retry } },
  });
  // Nothing sharper, and so nothing larger, than the form chosen.
  if (most)
    hls.on(Hls.Events.MANIFEST_PARSED, (_name, { levels }) => {
      hls.autoLevelCapping = Math.max(0, levels.filter((level) => level.height <= most).length - 1);
    });
  let mended = 0;
  hls.on(Hls.Events.ERROR, (_name, data) => {
    if (!data.fatal) return;
    const status = data.response && data.response.code;
    if (status === 410 || status === 404 || mended++ > 4) {
      hls.destroy();
      say(box.dataset.broken);
    } else if (data.type === Hls.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
    } else {
      say(box.dataset.slow);
      setTimeout(() => hls.startLoad(), 3000);
    }
  });
  hls.on(Hls.Events.FRAG_LOADED, () => say(""));
  for (const source of video.querySelectorAll("source")) source.remove();
  hls.loadSource(box.dataset.stream);
  hls.attachMedia(video);
}

function playNative(position) {
  if (!video.canPlayType("application/vnd.apple.mpegurl")) return playPlain(position);
  video.src = box.dataset.native || box.dataset.stream;
  seekWhenReady(position);
}

// The whole form as one MP4: what pages without script play, too.
function playPlain(position) {
  video.load();
  seekWhenReady(position);
}

function seekWhenReady(position) {
  if (position) video.addEventListener("loadedmetadata", () => (video.currentTime = position), { once: true });
}

// ---------------------------------------------------------------- reporting

// `played` grows only: a report sent twice, late or in another order says nothing new.
function playedSeconds() {
  const ranges = [];
  for (let i = 0; i < video.played.length; i++) {
    const [from, to] = [Math.round(video.played.start(i)), Math.round(video.played.end(i))];
    if (to > from) ranges.push([from, to]);
  }
  return ranges.slice(-400);
}

function ask() {
  if (visit || !box.dataset.start) return Promise.resolve();
  if (!asking) {
    const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
    asking = fetch(box.dataset.start, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((told) => (visit = told.beat))
      .catch(() => {})
      .then(() => (asking = null));
  }
  return asking;
}

async function beat() {
  await ask();
  if (!keep()) return;
  await outbox.send(visit, show);
  if (!navigator.onLine) say(box.dataset.kept);
}

function keep() {
  const ranges = playedSeconds();
  if (!visit || !ranges.length) return false;
  outbox.keep(visit, { lesson: box.dataset.start, ranges, position: Math.floor(video.currentTime) });
  return true;
}

// The page is going away: nobody reads the answer, so the report stays in the outbox until the next visit sends it again.
function leave() {
  if (keep()) outbox.throwOut(visit);
}

function show(answer) {
  if (!answer.runs) return;
  const text = document.querySelector("[data-seen]");
  if (text) text.textContent = answer.text;
  say(answer.reason);
  const bar = document.querySelector("[data-seen-bar]");
  if (!bar) return;
  bar.textContent = "";
  for (const [from, to] of answer.runs) {
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of [["x", from], ["y", 0], ["width", to - from], ["height", 10]]) part.setAttribute(name, value);
    bar.append(part);
  }
}

// ---------------------------------------------------------------- starting

const button = box.querySelector(".player-begin");
const speed = document.querySelector("[data-speed]");
video.controls = false;
button.hidden = false;
speed.closest("label").hidden = false;
button.addEventListener("click", begin, { once: true });
speed.addEventListener("change", () => (video.playbackRate = Number(speed.value)));
followTranscript(video, () => button.hidden || button.click());
video.addEventListener("play", ask);
video.addEventListener("pause", beat);
video.addEventListener("ended", beat);
setInterval(() => video.paused || beat(), BEAT_MS);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
window.addEventListener("pagehide", leave);
window.addEventListener("online", () => (video.played.length ? beat() : outbox.sendAll(() => {})));
outbox.sendAll((answer, address, kept) => kept.lesson === box.dataset.start && show(answer));
