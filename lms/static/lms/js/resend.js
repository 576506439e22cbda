// entry
// Another code may be asked for after a minute: the button counts down. Without this script it simply stands there.
for (const button of document.querySelectorAll("button[data-wait]")) {
  const words = button.textContent;
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.waiting.replace("{seconds}", left) : words;
    if (left > 0) setTimeout(tick, 500);
  };
  tick();
}
