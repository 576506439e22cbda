// entry
// The roll by hand, made quicker: find a name, set everybody present, go back to what stood.
const form = document.querySelector("#by-hand");

function find(text) {
  const wanted = text.trim().toLowerCase();
  const letters = wanted.replaceAll(" ", "");
  for (const line of form.querySelectorAll("[data-name]")) {
    const name = line.dataset.name.toLowerCase();
    line.hidden = !name.includes(wanted) && !name.replaceAll(" ", "").includes(letters);
  }
}

if (form) {
  for (const part of form.querySelectorAll("[data-find], [data-all]")) part.hidden = false;
  form.querySelector("[data-find] input").addEventListener("input", (event) => find(event.target.value));
  form.querySelector("[data-find] input").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.querySelector("button[data-all]").addEventListener("click", () => {
    for (const one of form.querySelectorAll("[data-name]:not([hidden]) input[value=present]")) one.checked = true;
  });
}
