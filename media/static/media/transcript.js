// The text below the video: a touch on a sentence goes there, and the same sentences are the captions in the picture.
export function followTranscript(video, begin) {
  const list = document.querySelector("[data-transcript]");
  if (!list) return;
  const items = Array.from(list.querySelectorAll("[data-from]"));
  list.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-from] button");
    if (!jump) return;
    begin();
    goTo(video, Number(jump.parentElement.dataset.from));
  });
  if (!video.addTextTrack || !window.VTTCue) return;
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
}

function goTo(video, second) {
  const go = () => {
    video.currentTime = second;
    video.play().catch(() => {});
  };
  if (video.readyState > 0) go();
  else video.addEventListener("loadedmetadata", go, { once: true });
}
