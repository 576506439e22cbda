// Notes by time: a new one gets the time at which writing began, and a touch on a time goes there without loading the page.
import { clock } from "./seen.js";
import { goTo } from "./transcript.js";

export function followNotes(video, begin) {
  const box = document.querySelector("[data-notes]");
  if (!box) return;
  const [at, text] = [box.querySelector("[name=at]"), box.querySelector("[name=text]")];
  // A kept page shows the notes and takes no new ones.
  if (text)
    text.addEventListener("focus", () => {
      if (!text.value && video.readyState) at.value = clock(video.currentTime);
    });
  box.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-at]");
    if (!jump) return;
    event.preventDefault();
    begin();
    goTo(video, Number(jump.dataset.at));
    video.scrollIntoView({ block: "nearest" });
  });
}
