// entry
// The organiser's video pages: an early no to files that are too large, a title from the file's name, live progress.
import "../../../lms/static/lms/js/htmx.js";

const file = document.querySelector("input[type=file][data-most-bytes]");
if (file) {
  const title = document.querySelector("input[name=title]");
  file.addEventListener("change", () => {
    const chosen = file.files[0];
    const tooLarge = chosen && chosen.size > Number(file.dataset.mostBytes);
    file.setCustomValidity(tooLarge ? file.dataset.tooLarge : "");
    if (tooLarge) {
      file.reportValidity();
      file.value = "";
      return;
    }
    if (chosen && title && !title.value) title.value = chosen.name.replace(/\.[^.]*$/, "").slice(0, title.maxLength > 0 ? title.maxLength : 200);
  });
}

// The engine of the resumable upload comes only where it is used; without it the plain form does.
const uploads = document.querySelector("[data-uploads]");
if (uploads && file) import("./upload.js").then((upload) => upload.offer(uploads, file));
