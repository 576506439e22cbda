// Taking a lesson along: its parts are fetched one by one, what lies here already is not fetched again, a broken line is
// waited for. Loaded when somebody opens the fold; without service worker the plain files below are the way.
import { drop, megabytes, openFiles, openKept, pageOf, partAt, readAbout, readPlay, segmentsOf, writeAbout } from "./kept.js";

const SHELF = "/me/kept/";
const TRIES = 6;
const SPARE = 1.1;
const POLICY = "Content-Security-Policy";
const SMALL = ["poster.jpg", "thumbnails.vtt", "thumbnails.webp"];

export const canKeep = () => window.isSecureContext && "serviceWorker" in navigator && "caches" in window && Boolean(window.MediaSource || window.ManagedMediaSource);

// `place` is the fold with its buttons and words, `box` the player with the form chosen in it.
export function offerKeeping(place, box) {
  const page = pageOf(location.href);
  const show = (name, text) => {
    for (const part of place.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(name);
    const words = place.querySelector("[data-state]");
    words.textContent = text || "";
    words.hidden = !text;
  };
  const fill = (words, about) => words.replace("{form}", about.called).replace("{size}", megabytes(about.size));
  const words = place.dataset;
  let stopped = false;

  function form() {
    const link = box.querySelector("[data-form][aria-current]");
    return { name: link.dataset.form, height: Number(link.dataset.height), size: Number(link.dataset.size), called: link.querySelector("b").textContent };
  }

  async function refresh() {
    const about = await readAbout(page);
    if (about && about.done) show("kept", fill(words.done, about));
    else show("open", about ? fill(words.begun, about) : "");
  }

  async function keep() {
    const chosen = form();
    stopped = false;
    show("busy", words.checking);
    if (!(await hasRoom(chosen.size))) return show("open", words.full);
    await navigator.serviceWorker.register("/sw.js");
    const bar = place.querySelector("progress");
    bar.value = 0;
    const about = { page, title: words.title, of: words.of, form: chosen.name, called: chosen.called, size: chosen.size, at: Date.now() };
    try {
      await fetchAll(page, box, chosen, about, words.chunks, (bytes) => {
        if (stopped) throw new Stopped();
        bar.value = Math.min(1, bytes / chosen.size);
        show("busy", `${megabytes(bytes)} / ${megabytes(chosen.size)} MB`);
      });
      await refresh();
    } catch (error) {
      if (error instanceof Stopped) await drop(page).then(refresh);
      else show("open", words.broken);
    }
  }

  place.querySelector("[data-keep]").addEventListener("click", keep);
  place.querySelector("[data-stop]").addEventListener("click", () => (stopped = true));
  place.querySelector("[data-drop]").addEventListener("click", () => drop(page).then(refresh));
  box.addEventListener("formchange", () => (place.querySelector("[data-keep-size]").textContent = megabytes(form().size)));
  place.querySelector("[data-browser]").hidden = false;
  return refresh();
}

class Stopped extends Error {}

async function hasRoom(size) {
  if (!navigator.storage || !navigator.storage.estimate) return true;
  if (navigator.storage.persist) navigator.storage.persist().catch(() => {});
  const { quota, usage } = await navigator.storage.estimate();
  return quota - usage > size * SPARE;
}

// A form chosen anew replaces the one kept before.
async function fetchAll(page, box, chosen, about, chunks, told) {
  const earlier = await readAbout(page);
  const source = { play: box.dataset.play };
  const { folder } = readPlay(`${source.play}x`);
  if (earlier && (earlier.form !== chosen.name || earlier.folder !== folder)) await drop(page);
  const cache = await openKept(page);
  Object.assign(about, { folder, done: false });
  await writeAbout(cache, about);
  const get = (name) => fetchPart(cache, source, folder, name);
  const list = await (await get(`${chosen.name}-media.m3u8`)).text();
  let bytes = 0;
  for (const name of [`${chosen.name}-init.mp4`, ...segmentsOf(list)]) {
    bytes += (await (await get(name)).blob()).size;
    told(bytes);
  }
  for (const name of SMALL) await get(name).catch(() => {});
  await keepMaster(cache, source, folder, chosen);
  const kept = await keepPage(cache, page, chosen.name);
  await keepFiles(kept, chunks);
  await writeAbout(cache, Object.assign(about, { size: bytes, done: true }));
}

async function fetchPart(cache, source, folder, name) {
  const key = partAt(folder, name);
  const found = await cache.match(key);
  if (found) return found;
  const answer = await patiently(async () => {
    const got = await fetch(source.play + name);
    if (got.status === 410) source.play = await freshAddress();
    if (got.status === 404) throw new Gone(name);
    if (got.status !== 200) throw new Error(String(got.status));
    return plain(await got.blob(), got.headers.get("Content-Type")); // the whole of it, or nothing
  });
  await cache.put(key, answer.clone());
  return answer;
}

class Gone extends Error {}

async function patiently(fetching) {
  for (let tried = 0; ; tried++) {
    try {
      return await fetching();
    } catch (error) {
      if (error instanceof Gone || tried >= TRIES) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 1000 * 2 ** tried);
        window.addEventListener("online", resolve, { once: true });
      });
    }
  }
}

// An address lives for some hours: the page gives another.
async function freshAddress() {
  const text = await (await fetch(location.href)).text();
  return new DOMParser().parseFromString(text, "text/html").querySelector("[data-player]").dataset.play;
}

function plain(body, type, policy) {
  const headers = { "Content-Type": type || "application/octet-stream" };
  if (policy) headers[POLICY] = policy;
  return new Response(body, { headers });
}

// A master that names the one form there is: without network there is nothing to choose.
async function keepMaster(cache, source, folder, chosen) {
  const name = chosen.height ? "master.m3u8" : "audio.m3u8";
  const text = await (await fetch(source.play + name)).text();
  const lines = text.split("\n");
  const at = lines.indexOf(`${chosen.name}-media.m3u8`);
  const head = lines.filter((line) => /^#EXT(M3U|-X-VERSION|-X-INDEPENDENT)/.test(line));
  await cache.put(partAt(folder, name), plain([...head, lines[at - 1], lines[at], ""].join("\n"), "application/vnd.apple.mpegurl"));
}

// The page as it is for this person, without what only a network can do and without the names on it.
async function keepPage(cache, page, form) {
  const answer = await fetch(`${page}${page.includes("?") ? "&" : "?"}form=${form}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const kept = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of kept.querySelectorAll("[data-online], .top .menu, [data-form]:not([aria-current])")) part.remove();
  for (const part of kept.querySelectorAll("[data-offline]")) part.hidden = false;
  const html = `<!doctype html>${kept.documentElement.outerHTML}`;
  await cache.put(page, plain(html, "text/html; charset=utf-8", answer.headers.get(POLICY)));
  return kept;
}

// Style, script and icons of the page and of the list of kept lessons.
async function keepFiles(kept, chunks) {
  const files = await openFiles();
  const shelf = await fetch(SHELF, { credentials: "omit" });
  const listed = new DOMParser().parseFromString(await shelf.clone().text(), "text/html");
  const wanted = new Set([...linked(kept), ...linked(listed)]);
  const folder = chunks.slice(0, chunks.lastIndexOf("/") + 1);
  for (const name of await (await fetch(chunks)).json()) wanted.add(folder + name);
  for (const path of wanted) {
    if (await files.match(path)) continue;
    const answer = await patiently(() => fetch(path));
    if (answer.ok) await files.put(path, plain(await answer.blob(), answer.headers.get("Content-Type")));
  }
  await files.put(SHELF, plain(await shelf.blob(), "text/html; charset=utf-8", shelf.headers.get(POLICY)));
}

function linked(page) {
  const found = [];
  for (const part of page.querySelectorAll("link[href], script[src], img[src], use[href]")) {
    const path = (part.getAttribute("href") || part.getAttribute("src")).split("#")[0];
    if (path.startsWith("/static/")) found.push(path);
  }
  return found;
}
