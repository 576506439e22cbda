// The line of time: where it is, a small picture of where a finger would go, and what is loaded already.
export function followSeeking(box, video, clock, go) {
  const line = box.querySelector("[data-seek]");
  const now = box.querySelector("[data-now]");
  const thumb = box.querySelector("[data-thumb]");
  let held = false;
  let pictures = null;

  function show() {
    if (held) return;
    if (video.duration && isFinite(video.duration)) line.max = video.duration;
    line.value = video.currentTime;
    write(video.currentTime);
  }

  function write(seconds) {
    now.textContent = clock(seconds);
    line.setAttribute("aria-valuetext", `${clock(seconds)} / ${clock(Number(line.max))}`);
    line.style.setProperty("--at", `${(100 * seconds) / Number(line.max)}%`);
  }

  async function preview(seconds) {
    thumb.hidden = false;
    thumb.querySelector("[data-thumb-time]").textContent = clock(seconds);
    const share = seconds / Number(line.max);
    thumb.style.left = `clamp(0px, calc(${share * 100}% - ${thumb.offsetWidth / 2}px), calc(100% - ${thumb.offsetWidth}px))`;
    if (box.querySelector("[data-saver]:checked")) return;
    if (!pictures) pictures = loadPictures(box.dataset.play);
    draw(thumb.querySelector("[data-shot]"), await pictures, seconds);
  }

  line.addEventListener("input", () => {
    held = true;
    write(Number(line.value));
    preview(Number(line.value));
  });
  line.addEventListener("change", () => {
    held = false;
    thumb.hidden = true;
    go(Number(line.value));
  });
  line.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || held) return;
    const edge = line.getBoundingClientRect();
    preview(Math.min(Math.max(0, (event.clientX - edge.left) / edge.width), 1) * Number(line.max));
  });
  for (const name of ["pointerleave", "blur"]) line.addEventListener(name, () => held || (thumb.hidden = true));
  for (const name of ["timeupdate", "durationchange", "seeking"]) video.addEventListener(name, show);
  show();
}

// thumbnails.vtt says which part of the one large picture shows which seconds; a recording without pictures has none.
async function loadPictures(base) {
  try {
    const answer = await fetch(`${base}thumbnails.vtt`);
    return answer.ok ? read(await answer.text(), base) : [];
  } catch (error) {
    return [];
  }
}

function read(text, base) {
  const found = [];
  const cue = /([\d:.]+) --> ([\d:.]+)[^\n]*\n([^\n#]+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;
  for (let match = cue.exec(text); match; match = cue.exec(text)) {
    const [, from, to, file, ...place] = match;
    found.push({ from: seconds(from), to: seconds(to), file: base + file, place: place.map(Number) });
  }
  return found;
}

function seconds(stamp) {
  return stamp.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
}

function draw(shot, pictures, at) {
  const picture = pictures.find((one) => at < one.to) || pictures[pictures.length - 1];
  if (!picture) return;
  const [x, y, width, height] = picture.place;
  shot.style.width = `${width}px`;
  shot.style.height = `${height}px`;
  shot.style.backgroundImage = `url("${picture.file}")`;
  shot.style.backgroundPosition = `-${x}px -${y}px`;
}
