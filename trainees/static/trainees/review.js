// entry
// Keys for the review: A accepts, B goes to the word with which a file is sent back, J and K turn the pages.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const key = event.key.toLowerCase();
  if (!/^[abjk]$/.test(key)) return;
  const meant = document.querySelector(`[data-key="${key}"]`);
  if (!meant) return;
  event.preventDefault();
  if (meant.matches("input")) meant.focus();
  else meant.click();
});
