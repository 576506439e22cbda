// What is said, drawn over the picture by ourselves: the same on every phone, larger with large type, still there in full screen.
const KEPT = "captions";

export function showCaptions(box, video, track, isOn) {
  const layer = box.querySelector("[data-captions]");
  let on = isOn;

  function draw() {
    const cues = on && track.activeCues ? Array.from(track.activeCues) : [];
    layer.textContent = cues.map((cue) => cue.text).join("\n");
    layer.hidden = !cues.length;
  }

  track.addEventListener("cuechange", draw);
  // An iPhone shows the video alone in full screen: there the captions are its own.
  video.addEventListener("webkitbeginfullscreen", () => (track.mode = on ? "showing" : "hidden"));
  video.addEventListener("webkitendfullscreen", () => (track.mode = "hidden"));
  draw();
  return {
    isOn: () => on,
    toggle() {
      on = !on;
      keep(on);
      draw();
    },
  };
}

export function wantsCaptions() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch (error) {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch (error) {
    // a private window forgets it
  }
}
