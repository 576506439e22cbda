// "Are you there?": a tap or a small sum now and then, asked in a sheet below that keyboards and screen readers reach.
const TO_ANSWER_MS = 60000;
const TRIES = 3;

// `checks`: [{gap, text?, choices?, right?}]; `settled(check)` is told of each outcome, `before()` of each beginning.
export function watchPresence(video, checks, before, settled) {
  const sheet = document.querySelector("[data-presence]");
  const [title, text, choices] = ["title", "text", "choices"].map((name) => sheet.querySelector(`[data-presence-${name}]`));
  const done = new Set();
  let played = 0;
  let asked = null;

  function due() {
    let [sum, number] = [0, 0];
    for (; number < checks.length; number++) {
      sum += checks[number].gap;
      if (!done.has(number)) break;
    }
    return number < checks.length ? { number, at: sum } : null;
  }

  function moved(seconds) {
    played += seconds;
    if (asked) return;
    const next = due();
    if (next && played >= next.at) ask(next.number);
  }

  function ask(number) {
    before();
    asked = { number, since: performance.now(), tries: 0, timer: setTimeout(missed, TO_ANSWER_MS) };
    leaveFullScreen();
    show(checks[number].text ? sheet.dataset.sum : sheet.dataset.tap, checks[number].text || "");
    const answers = checks[number].choices || [null];
    for (const answer of answers) button(answer === null ? sheet.dataset.here : String(answer), () => answered(answer));
    open();
    if (navigator.vibrate) navigator.vibrate([200, 100, 200]);
  }

  function show(said, more) {
    title.textContent = said;
    text.textContent = more;
    choices.textContent = "";
  }

  function button(label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    choices.append(made);
  }

  function open() {
    sheet.hidden = false;
    sheet.classList.add("is-open");
    choices.querySelector("button").focus({ preventScroll: true });
  }

  function close() {
    sheet.hidden = true;
    sheet.classList.remove("is-open");
    video.focus({ preventScroll: true });
  }

  function answered(answer) {
    asked.tries += 1;
    const { text: question, right } = checks[asked.number];
    if (question && answer !== right) {
      if (asked.tries >= TRIES) return missed();
      text.textContent = `${question} ${sheet.dataset.again}`;
      return null;
    }
    close();
    return settle(answer, true);
  }

  // Nothing is lost but what played meanwhile: one tap, and it goes on.
  function missed() {
    settle(null, false);
    video.pause();
    show(sheet.dataset.missed, sheet.dataset.missedMore);
    button(sheet.dataset.goOn, () => {
      close();
      video.play().catch(() => {});
    });
    open();
  }

  function settle(answer, passed) {
    clearTimeout(asked.timer);
    const took = Math.round((performance.now() - asked.since) / 1000);
    const check = { number: asked.number, took: passed ? took : Math.max(took, TO_ANSWER_MS / 1000 + 1), tries: asked.tries };
    if (answer !== null) check.answer = answer;
    done.add(asked.number);
    asked = null;
    settled(check);
  }

  // What was played and answered under this grant before: on another page of this phone, or as the server knows.
  function know(seconds, numbers) {
    played = Math.max(played, seconds);
    for (const number of numbers) done.add(number);
  }

  return { moved, know, isAsking: () => asked !== null };
}

function leaveFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  const video = document.querySelector("[data-player] video");
  if (video.webkitDisplayingFullscreen) video.webkitExitFullscreen();
}
