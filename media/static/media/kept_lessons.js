// entry
// The list of lessons kept on this phone. The page is the same for everybody; its rows come from the phone itself.
import { amount, drop, listKept } from "./kept.js";

const list = document.querySelector("[data-kept-list]");
const row = document.querySelector("[data-kept-row]");
const sum = document.querySelector("[data-kept-sum]");

async function show() {
  const kept = "caches" in window ? await listKept() : [];
  list.textContent = "";
  for (const about of kept) list.append(rowOf(about));
  document.querySelector("[data-kept-none]").hidden = kept.length > 0;
  sum.hidden = !kept.length;
  const used = kept.reduce((bytes, about) => bytes + about.size, 0);
  const free = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : null;
  sum.textContent = sum.dataset.words.replace("{size}", amount(used)).replace("{count}", kept.length);
  if (free) sum.textContent += ` ${sum.dataset.room.replace("{size}", amount(free.quota - free.usage))}`;
}

function rowOf(about) {
  const made = row.content.cloneNode(true);
  const say = (name, text) => (made.querySelector(`[data-${name}]`).textContent = text);
  made.querySelector("a").href = about.page;
  say("title", about.title);
  say("note", `${about.of} · ${about.called} · ${amount(about.size)}${about.done ? "" : ` · ${list.dataset.begun}`}`);
  const button = made.querySelector("button");
  button.setAttribute("aria-label", `${button.getAttribute("aria-label")}: ${about.title}`);
  button.addEventListener("click", () => drop(about.page).then(show));
  return made;
}

show();
