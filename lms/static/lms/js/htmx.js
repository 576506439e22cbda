// htmx with the form token on its requests; loaded only by pages that use hx-get or hx-post.
import htmx from "htmx.org";

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
window.htmx = htmx;
htmx.process(document.body);
