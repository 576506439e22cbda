// Reports of what was watched: cut into beats, kept on this phone, sent now and then, at each pause and at the end.
// The page holds the grant to report (data-report), so that it works where there is no network, too.
import { openOutbox } from "./outbox.js";
import { follow } from "./playing.js";
import { watchPresence } from "./presence.js";
import { followJumps, showSeen } from "./seen.js";

const BEAT_S = 15;
const SAVE_MS = 5000;
const SOON_MS = 15000;
const LATER_MS = 60000;
const SLOW_MS = 3000;
const SMALL_GAP = 3;

// Reports what `video` plays. `about` holds the page's words and addresses: report (none: nothing is counted), lesson,
// checks, runs (seen so far), ordered, kept, inOrder.
export function report(video, about, _token, say) {
  const outbox = openOutbox();
  const run = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let seq = 0;
  let seen = JSON.parse(about.runs || "[]");
  let pause = SOON_MS;
  let sentAt = 0;
  const lesson = about.lesson;
  const playing = follow(video, moved, leap);
  const presence = about.checks ? watchPresence(video, JSON.parse(about.checks), () => cut(), (check) => cut(check)) : null;

  function item(beat, isOpen) {
    return Object.assign(beat, { key: `${run}:${seq}`, run, seq, report: about.report, lesson, endedAt: Date.now(), isOpen });
  }

  // What was played since the last cut becomes a beat; with the outcome of a check, if one has just been settled.
  function cut(check) {
    playing.step();
    const beat = playing.told(true);
    if (!about.report || (!check && !beat.ranges.length && !beat.spent && !beat.touches)) return;
    if (check) beat.check = check;
    outbox.keep(item(beat, false));
    seen = seen.concat(beat.ranges);
    seq += 1;
  }

  // Killed now, the page would lose no more than these seconds.
  function save() {
    const beat = playing.told(false);
    if (about.report && beat.spent) outbox.keep(item(beat, true));
  }

  function moved(seconds) {
    if (presence) presence.moved(seconds);
    if (playing.spent() >= BEAT_S && !(presence && presence.isAsking())) cut();
    if (performance.now() - sentAt >= pause) send();
  }

  // Seconds leapt over that were never seen; `from` is null where nothing has played yet.
  function leap(from, to) {
    if (about.ordered) return stayInOrder(to);
    return from === null ? 0 : Math.max(0, to - Math.max(reach(from), from));
  }

  // The first time a course may be watched in order only: nobody leaps past what they have seen from the beginning on.
  function stayInOrder(to) {
    const end = reach(0);
    if (to > end + SMALL_GAP) {
      video.currentTime = end;
      say(about.ordered);
    } else if (to < end - SMALL_GAP) say("", about.ordered);
    return 0;
  }

  function reach(from) {
    const known = seen.concat(playing.told(false).ranges).sort((a, b) => a[0] - b[0]);
    return known.reduce((end, [first, last]) => (first <= end + SMALL_GAP ? Math.max(end, last) : end), from);
  }

  async function send() {
    sentAt = performance.now();
    const arrived = await outbox.sendAll(shown);
    const slow = performance.now() - sentAt > SLOW_MS;
    pause = arrived && !slow ? SOON_MS : LATER_MS;
    if (arrived) say("", about.kept);
    else if (!navigator.onLine) say(about.kept);
  }

  function shown(told, packet) {
    if (packet[0].report !== about.report) return;
    if (told.runs) seen = told.runs.concat(seen);
    if (presence && told.settled) presence.know(told.spent, told.settled);
    showSeen(told);
    if (told.note) say(told.note);
    if (told.elsewhere) video.pause();
  }

  function stop() {
    cut();
    send();
  }

  function leave() {
    cut();
    outbox.throwOut(about.report);
  }

  if (about.report) {
    video.addEventListener("pause", stop);
    video.addEventListener("ended", stop);
    setInterval(() => video.paused || save(), SAVE_MS);
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
    window.addEventListener("pagehide", leave);
  }
  window.addEventListener("online", send);
  followJumps(video);
  outbox.ready.then(() => {
    const kept = outbox.of(lesson);
    seen = kept.reduce((all, beat) => all.concat(beat.ranges), seen);
    const mine = kept.filter((beat) => beat.report === about.report);
    const checks = mine.map((beat) => beat.check).filter(Boolean);
    if (presence) presence.know(mine.reduce((sum, beat) => sum + beat.spent, 0), checks.map((check) => check.number));
    return send();
  });

  return {
    // Where the newest beat that has not arrived stopped; null without one.
    position: () => {
      const kept = outbox.of(lesson).filter((beat) => beat.spent);
      return kept.length ? kept[kept.length - 1].position : null;
    },
  };
}
