// entry
// Answers of a test stay on the phone until the server has them: a reload, a dead battery or a lost network costs
// nothing. The form is sent as any other, once the server can be reached; without this script at once.
const PREFIX = "test:";
const AGAIN_MS = 10000;
const form = document.querySelector("form.test");
const done = document.querySelector("[data-handed-in]");

function stored(act) {
  try {
    return act(window.localStorage);
  } catch {
    return null; // private mode or a full phone: the form works all the same
  }
}

function answers() {
  return [...form.elements]
    .filter((field) => /^q\d/.test(field.name) && (field.type.startsWith("select") ? field.value : field.checked))
    .map((field) => [field.name, field.value]);
}

function put(kept) {
  for (const field of form.elements) {
    if (!/^q\d/.test(field.name)) continue;
    const said = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type.startsWith("select")) field.value = said[0] || "";
    else field.checked = said.includes(field.value);
  }
}

if (done) stored((storage) => storage.removeItem(PREFIX + done.dataset.handedIn));

if (form) {
  const key = PREFIX + form.dataset.attempt;
  const notice = document.querySelector("#no-network");
  let pressed = null;
  let reached = false;
  let again = 0;

  const kept = stored((storage) => JSON.parse(storage.getItem(key)));
  if (kept) put(kept);
  form.addEventListener("change", () => stored((storage) => storage.setItem(key, JSON.stringify(answers()))));

  const hand = async () => {
    clearTimeout(again);
    try {
      const answer = await fetch(form.dataset.ask, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.status);
      reached = true;
      form.requestSubmit(pressed);
    } catch {
      notice.hidden = false;
      notice.scrollIntoView({ block: "center" });
      again = setTimeout(hand, AGAIN_MS);
    }
  };
  form.addEventListener("submit", (event) => {
    if (reached || !form.requestSubmit) return;
    event.preventDefault();
    pressed = event.submitter || form.querySelector("button");
    hand();
  });
  window.addEventListener("online", () => pressed && !reached && hand());
  window.addEventListener("pageshow", () => (reached = false));
}
