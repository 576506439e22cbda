// entry
// Keeps the code on the wall fresh and the count true. A code that could not be
// renewed is taken down: scanning it would only be refused.
const wall = document.querySelector("#wall");
const stale = document.querySelector("#stale");
const EVERY = 3000;
const TOO_OLD = 20000;
let fresh = Date.now();

async function renew() {
  try {
    const answer = await fetch(wall.dataset.src, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    if (!answer.ok) throw new Error(answer.status);
    wall.innerHTML = await answer.text();
    wall.hidden = false;
    stale.hidden = true;
    fresh = Date.now();
  } catch {
    const isOld = Date.now() - fresh > TOO_OLD;
    wall.hidden = isOld;
    stale.hidden = !isOld;
  }
  setTimeout(renew, EVERY);
}

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The screen may go dark; the code works all the same.
  }
}

const whole = document.querySelector("#whole-screen");
if (document.fullscreenEnabled) {
  whole.hidden = false;
  whole.addEventListener("click", () => document.documentElement.requestFullscreen());
}

document.addEventListener("visibilitychange", stayAwake);
stayAwake();
setTimeout(renew, EVERY);
