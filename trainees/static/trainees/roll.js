// entry
// The roll renews itself, but not under the fingers of whoever is typing in it.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id !== "roll") return;
  const roll = event.detail.elt;
  if (document.hidden || roll.querySelector("details[open]") || roll.contains(document.activeElement?.closest("input"))) {
    event.preventDefault();
  }
});
