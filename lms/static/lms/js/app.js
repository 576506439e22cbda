// entry
// Loaded on every page: menus that close, forms that go once, htmx where a page asks for it. Nothing here is needed to read or to send a form.

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A slow network makes people press twice: the second press of a form marked data-once is dropped.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// <select data-autosubmit> sends its form; without JavaScript the form's button does.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

const offline = document.getElementById("offline");
const showNetwork = () => (offline.hidden = navigator.onLine);
window.addEventListener("online", showNetwork);
window.addEventListener("offline", showNetwork);
showNetwork();

if (document.querySelector("[hx-get],[hx-post]")) import("./htmx.js");

// What was watched and has not arrived goes out from any page; a lesson's own page does it by itself.
const sendUnsent = () => {
  try {
    const isOurs = "known" in document.documentElement.dataset && !document.querySelector("[data-player]");
    if (isOurs && localStorage.getItem("unsent")) import("../../../../media/static/media/unsent.js").then((unsent) => unsent.sendUnsent()).catch(() => {});
  } catch (error) {
    // No storage here: nothing is kept here either.
  }
};
window.addEventListener("online", sendUnsent);
sendUnsent();
