// The bar under the picture: buttons, keys, and what the phone's lock screen shows. Its words stand in the template.
import { clock } from "./seen.js";
import { followSeeking } from "./seeking.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

// `forms` is what forms.js gives: toggleListening() and isListening(). `captions`, where there are any: toggle(), isOn().
export function control(box, video, { forms, captions }) {
  const bar = box.querySelector("[data-controls]");
  const said = bar.querySelector("[data-said]");
  const speed = box.querySelector("[data-speed]");
  const button = (act) => bar.querySelector(`[data-act=${act}]`);
  const length = () => video.duration || Number(box.dataset.length);
  const go = (to) => (video.currentTime = Math.min(Math.max(0, to), length() - 0.5));
  const acts = {
    play: () => (video.paused ? video.play().catch(() => {}) : video.pause()),
    back: () => go(video.currentTime - 10),
    on: () => go(video.currentTime + 10),
    mute: () => (video.muted = !video.muted),
    captions: () => captions && captions.toggle(),
    listen: () => forms.toggleListening(),
    pip: () => (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture()).catch(() => {}),
    panel: () => box.classList.toggle("shows-panel"),
    full: () => fullScreen(box, video),
  };

  function show() {
    box.classList.toggle("is-playing", !video.paused);
    name(button("play"), !video.paused);
    name(button("mute"), video.muted);
    name(button("full"), Boolean(fullElement()));
    press(button("captions"), captions && captions.isOn());
    press(button("listen"), forms.isListening());
    press(button("pip"), document.pictureInPictureElement === video);
    button("panel").setAttribute("aria-expanded", box.classList.contains("shows-panel"));
  }

  // For who listens to the screen: the name of what has just changed by a key.
  function tell(act) {
    const one = button(act);
    const on = one.getAttribute("aria-pressed");
    said.textContent = on === null ? one.getAttribute("aria-label") : `${one.getAttribute("aria-label")}: ${said.dataset[on === "true" ? "on" : "off"]}`;
  }

  function setSpeed(rate) {
    speed.value = String(rate);
    video.playbackRate = rate;
    said.textContent = `${said.dataset.speedWords} ${rate}×`;
  }

  function faster(by) {
    const at = SPEEDS.indexOf(Number(speed.value));
    setSpeed(SPEEDS[Math.min(Math.max(0, at + by), SPEEDS.length - 1)]);
  }

  const keys = { " ": "play", k: "play", j: "back", l: "on", m: "mute", c: "captions", f: "full" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
    const act = keys[event.key.toLowerCase()];
    if (act && !button(act).hidden) {
      acts[act]();
      show();
      if (button(act).hasAttribute("aria-pressed")) tell(act);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") go(video.currentTime + (event.key === "ArrowLeft" ? -5 : 5));
    else if (event.key === "<" || event.key === ">") faster(event.key === ">" ? 1 : -1);
    else if (/^[0-9]$/.test(event.key)) go((length() * Number(event.key)) / 10);
    else return;
    event.preventDefault();
  });

  bar.addEventListener("click", (event) => {
    const one = event.target.closest("[data-act]");
    if (!one) return;
    acts[one.dataset.act]();
    show();
  });
  video.addEventListener("click", () => acts.play());
  speed.addEventListener("change", () => setSpeed(Number(speed.value)));
  for (const name of ["play", "pause", "volumechange", "enterpictureinpicture", "leavepictureinpicture"]) video.addEventListener(name, show);
  for (const name of ["fullscreenchange", "webkitfullscreenchange"]) document.addEventListener(name, show);
  box.addEventListener("formchange", show);
  button("captions").hidden = !captions;
  button("listen").hidden = !forms.canListen();
  button("pip").hidden = !document.pictureInPictureEnabled || !video.requestPictureInPicture;
  button("full").hidden = !(document.fullscreenEnabled || document.webkitFullscreenEnabled || video.webkitEnterFullscreen);
  followSeeking(box, video, clock, go);
  onLockScreen(video, acts, go);
  fadeInFullScreen(box);
  bar.hidden = false;
  show();
}

// A button with two names has the second one while `isOn`.
function name(button, isOn) {
  if (!button.dataset.name) button.dataset.name = button.getAttribute("aria-label");
  button.setAttribute("aria-label", isOn ? button.dataset.off : button.dataset.name);
  button.classList.toggle("is-on", isOn);
}

function press(button, isOn) {
  button.setAttribute("aria-pressed", String(Boolean(isOn)));
}

// Letters belong to who writes; a key that presses a button or moves a choice is left to it.
function isTyping(event) {
  const target = event.target.closest("input:not([data-seek]), textarea, select, [contenteditable]");
  if (target) return true;
  const pressed = event.target.closest("button, a, summary, label");
  return Boolean(pressed) && (event.key === " " || event.key === "Enter");
}

function fullElement() {
  return document.fullscreenElement || document.webkitFullscreenElement;
}

function fullScreen(box, video) {
  if (fullElement()) return (document.exitFullscreen || document.webkitExitFullscreen).call(document);
  const ask = box.requestFullscreen || box.webkitRequestFullscreen;
  if (!ask) return video.webkitEnterFullscreen(); // an iPhone gives it to the video alone
  const asked = ask.call(box);
  if (asked && asked.catch) asked.catch(() => {});
}

// In full screen the bar goes when nothing moves; a touch brings it back.
function fadeInFullScreen(box) {
  let waiting = 0;
  const wake = () => {
    box.classList.remove("is-still");
    clearTimeout(waiting);
    waiting = setTimeout(() => box.classList.add("is-still"), 3000);
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "focusin"]) box.addEventListener(name, wake);
  wake();
}

function onLockScreen(video, acts, go) {
  if (!navigator.mediaSession || !window.MediaMetadata) return;
  navigator.mediaSession.metadata = new MediaMetadata({ title: video.getAttribute("aria-label") });
  const handlers = { play: acts.play, pause: acts.play, seekbackward: acts.back, seekforward: acts.on, seekto: (told) => go(told.seekTime) };
  for (const [name, handler] of Object.entries(handlers)) {
    try {
      navigator.mediaSession.setActionHandler(name, handler);
    } catch (error) {
      // an act this browser does not know
    }
  }
}
