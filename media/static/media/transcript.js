// The text below the video: a touch on a sentence goes there, and the same sentences are the captions in the picture
// (the track it answers; null where nothing is said).
export function followTranscript(video, begin) {
  const list = document.querySelector("[data-transcript]");
  if (!list) return null;
  const items = Array.from(list.querySelectorAll("[data-from]"));
  searchIn(items);
  list.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-from] button");
    if (!jump) return;
    begin();
    goTo(video, Number(jump.parentElement.dataset.from));
  });
  if (!video.addTextTrack || !window.VTTCue) return null;
  const track = video.addTextTrack("captions", list.dataset.transcript, "zh");
  track.mode = "hidden";
  for (const item of items) {
    const cue = new VTTCue(Number(item.dataset.from), Number(item.dataset.to), item.querySelector("[data-text]").textContent);
    cue.snapToLines = true;
    track.addCue(cue);
  }
  track.addEventListener("cuechange", () => {
    const now = track.activeCues && track.activeCues.length ? track.activeCues[0].startTime : -1;
    for (const item of items) item.toggleAttribute("aria-current", Number(item.dataset.from) === now);
  });
  return track;
}

// Finding a word: other sentences step aside, the word is marked, and Enter goes to the first place.
function searchIn(items) {
  const box = document.querySelector("[data-transcript-search]");
  if (!box) return;
  const field = box.querySelector("input");
  const said = box.querySelector("[role=status]");
  box.hidden = false;
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    const found = items.filter((item) => mark(item, wanted));
    said.textContent = wanted ? said.dataset.found.replace("{count}", found.length) : "";
  });
  field.addEventListener("keydown", (event) => {
    const first = items.find((item) => !item.hidden);
    if (event.key === "Enter" && first) first.querySelector("button").click();
  });
}

function mark(item, wanted) {
  const place = item.querySelector("[data-text]");
  const text = place.textContent;
  const at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
  place.textContent = text;
  item.hidden = Boolean(wanted) && at < 0;
  if (at >= 0) {
    const word = document.createElement("mark");
    word.textContent = text.slice(at, at + wanted.length);
    place.replaceChildren(text.slice(0, at), word, text.slice(at + wanted.length));
  }
  return at >= 0;
}

export function goTo(video, second) {
  const go = () => {
    video.currentTime = second;
    video.play().catch(() => {});
  };
  if (video.readyState > 0) go();
  else video.addEventListener("loadedmetadata", go, { once: true });
}
