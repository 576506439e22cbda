// entry
// The editor's buttons wait for the draft Wagtail is saving by itself: of a new page there would be two.
const LONGEST_MS = 20000;
const form = document.querySelector("form[data-controller~=w-autosave]");
let saving = false;
let leaving = false;
let pressed = null;

function save(event) {
  if (leaving) event.preventDefault();
  else saving = true;
}

function saved() {
  saving = false;
  if (pressed) leave();
}

function hold(event) {
  if (!saving) {
    leaving = true;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!pressed) setTimeout(saved, LONGEST_MS);
  pressed = event.submitter || form;
}

// A button that was pressed may be disabled by now, and says nothing then: what it would say goes along.
function leave() {
  if (pressed.name && pressed !== form) {
    const told = document.createElement("input");
    Object.assign(told, { type: "hidden", name: pressed.name, value: pressed.value });
    form.append(told);
  }
  pressed = null;
  form.requestSubmit();
}

if (form) {
  form.addEventListener("w-autosave:save", save);
  for (const name of ["success", "error"]) form.addEventListener(`w-autosave:${name}`, saved);
  form.addEventListener("submit", hold, true);
}
