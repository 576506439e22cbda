// What the learner sees of their watching: the bar, what is missing (a tap goes there), and what did not count and why.
const SVG = "http://www.w3.org/2000/svg";

export function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
  if (!parts[0]) parts.shift();
  return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
}

export function showSeen(told) {
  const card = document.querySelector("[data-seen-card]");
  if (!card || !told.runs) return;
  card.querySelector("[data-seen]").textContent = told.text;
  const bar = card.querySelector("[data-seen-bar]");
  bar.textContent = "";
  for (const each of told.uncounted) for (const run of each.runs) bar.append(part(run, "is-refused"));
  for (const run of told.runs) bar.append(part(run));
  fill(card.querySelector("[data-missing]"), told.missing, jump);
  fill(card.querySelector("[data-uncounted]"), told.uncounted, reason);
  if (told.left === undefined) return;
  const [left, done] = [card.querySelector("[data-left]"), card.querySelector("[data-done]")];
  left.textContent = told.left;
  left.hidden = !told.left;
  done.hidden = Boolean(told.left);
}

function part([from, to], called) {
  const made = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["x", from], ["y", 0], ["width", to - from], ["height", 10]]) made.setAttribute(name, value);
  if (called) made.setAttribute("class", called);
  return made;
}

function fill(box, items, make) {
  const list = box.querySelector("ul");
  list.textContent = "";
  for (const item of items) {
    const row = document.createElement("li");
    row.append(...make(item));
    list.append(row);
  }
  box.hidden = !items.length;
}

function jump([from, to]) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "seen-jump";
  made.dataset.jump = from;
  made.textContent = `${clock(from)}–${clock(to)}`;
  return [made];
}

function reason(each) {
  const length = document.createElement("b");
  length.textContent = clock(each.seconds);
  return [length, " ", each.text, " ", ...each.runs.reduce((all, run) => all.concat(jump(run), " "), [])];
}

// A touch on a stretch plays from there; what has not begun begins.
export function followJumps(video) {
  const card = document.querySelector("[data-seen-card]");
  if (!card) return;
  card.addEventListener("click", (event) => {
    const button = event.target.closest("[data-jump]");
    if (!button) return;
    const at = Number(button.dataset.jump);
    const begin = document.querySelector(".player-begin");
    const go = () => (video.currentTime = at);
    if (begin && !begin.hidden) begin.click();
    if (video.readyState) go();
    else video.addEventListener("loadedmetadata", go, { once: true });
    video.play().catch(() => {});
    video.scrollIntoView({ block: "nearest" });
  });
}
