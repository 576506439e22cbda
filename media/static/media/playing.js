// What is really played: which seconds of media, how much time of the clock they took, and how it was watched.
const MOST_RANGES = 400;
const SAME = 0.6;

// `moved(seconds)` is told of each bit of playing; `leap(from, to)` of each jump, `from` null
// where nothing plays before it, and answers how many seconds of it count as leapt over.
export function follow(video, moved, leap) {
  let last = null;
  let open = empty();
  let debt = 0;

  function empty() {
    return { ranges: [], spent: 0, hidden: 0, fast: 0, leapt: 0, touches: 0 };
  }

  function step() {
    const here = { media: video.currentTime, clock: performance.now() };
    const before = last;
    last = video.seeking ? null : here;
    if (!before || !last) return;
    const [media, clock] = [here.media - before.media, (here.clock - before.clock) / 1000];
    const rate = video.playbackRate || 1;
    if (media <= 0 || media > clock * rate * 1.25 + 1) return;
    const took = Math.min(clock, media / rate + 0.5);
    add(before.media, here.media);
    open.spent += took;
    if (document.visibilityState === "hidden") open.hidden += took;
    if (rate !== 1) open.fast += took;
    moved(took);
  }

  function add(from, to) {
    const end = open.ranges[open.ranges.length - 1];
    if (end && Math.abs(end[1] - from) < SAME) end[1] = to;
    else open.ranges.push([from, to]);
  }

  // The open beat as whole seconds. What was rounded up of the clock is owed by the next one.
  function told(cut) {
    const spent = open.spent > 0 ? Math.max(1, Math.ceil(open.spent - debt)) : 0;
    const beat = {
      ranges: open.ranges.map(([from, to]) => [Math.round(from), Math.round(to)]).filter(([from, to]) => to > from).slice(-MOST_RANGES),
      spent,
      position: Math.floor(video.currentTime),
      touches: open.touches,
    };
    for (const name of ["hidden", "fast", "leapt"]) if (open[name] >= 1) beat[name] = Math.round(open[name]);
    if (cut) {
      debt = open.spent > 0 ? spent - (open.spent - debt) : debt;
      open = empty();
    }
    return beat;
  }

  function seek() {
    const from = last ? last.media : null;
    last = null;
    open.leapt += leap(from, video.currentTime);
  }

  for (const name of ["timeupdate", "pause", "ended", "ratechange"]) video.addEventListener(name, step);
  for (const name of ["emptied", "sourcechange", "waiting"]) video.addEventListener(name, () => (last = null));
  video.addEventListener("seeking", seek);
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => (open.touches += 1), { passive: true });
  return { step, told, spent: () => open.spent };
}
