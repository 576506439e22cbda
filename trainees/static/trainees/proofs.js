// entry
// Photos for a dossier: one tap opens the camera, and what it took is made small before it is sent. Without this script
// the form with "Choose files" does the same, only slower on a thin line.
import { shrink } from "./shrink.js";

for (const hidden of document.querySelectorAll("[data-upload][hidden], [data-needs-script]")) hidden.hidden = false;

async function send(form, files) {
  const said = form.querySelector("[data-progress]");
  const button = form.querySelector(".button");
  button?.setAttribute("aria-busy", "true");
  const small = new DataTransfer();
  for (const [at, file] of files.entries()) {
    if (said) {
      said.hidden = false;
      said.textContent = `${at + 1} / ${files.length}`;
    }
    small.items.add(await shrink(file));
  }
  // While the first press is still being told to everybody a form can't be sent again: small files get here that soon.
  await new Promise((done) => setTimeout(done));
  // Sent as any form: the page that comes back says what was kept and what was refused.
  form.querySelector("input[name=files]").files = small.files;
  form.dataset.ready = "1";
  form.requestSubmit();
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-upload]");
  if (!form || event.target.type !== "file" || !event.target.files.length) return;
  const isQuick = form.classList.contains("quick-photo") || event.target.hasAttribute("data-camera");
  if (isQuick) send(form, [...event.target.files]);
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-upload]") || form.dataset.ready) return;
    const files = [...form.querySelector("input[name=files]").files];
    if (!files.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, files);
  },
  true,
);

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-upload]")) delete form.dataset.ready;
});
