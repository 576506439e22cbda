// The service worker's part for the trainer's page without network: keeps its shell, forgets rolls at signing out, and
// brings acts to the server when the network is back while no page is open.
import { SHELL, forgetOldRolls, forgetRolls, openStore } from "./offline/store.js";
import { ROOT, sync } from "./offline/sync.js";

const PATIENCE = 4000;
const SIGN_OUT = "/accounts/logout/";
const PARTS = /(?:href|src)="(\/static\/[^"#?]+)/g;

export function install(event) {
  // Without network there is nothing to keep yet; the first visit with it does.
  event.waitUntil(keepShell().catch(() => {}));
}

export function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return undefined;
  if (request.method === "POST" && url.pathname === SIGN_OUT) event.waitUntil(openStore().then(forgetRolls));
  if (request.method !== "GET") return undefined;
  if (request.mode === "navigate" && url.pathname === ROOT) return shell(event);
  if (url.pathname.startsWith("/static/")) return part(request);
  return undefined;
}

// The page from the network when that answers soon, else as it was kept; a newer one is kept with all its parts.
async function shell(event) {
  const kept = await caches.match(ROOT, { cacheName: SHELL });
  const fresh = fetchShell();
  event.waitUntil(fresh.then((page) => page && keepParts(page.clone())).catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, kept ? PATIENCE : 60000));
  const page = await Promise.race([fresh.then((page) => page && page.clone()).catch(() => undefined), late]);
  return page || kept || Response.error();
}

async function fetchShell() {
  const page = await fetch(ROOT, { credentials: "same-origin", redirect: "error" });
  return page.ok ? page : undefined;
}

async function keepShell() {
  const page = await fetchShell();
  if (page) await keepParts(page);
}

// All parts first, the page last: what is kept is always whole. Parts of an older page go afterwards.
async function keepParts(page) {
  const text = await page.clone().text();
  const cache = await caches.open(SHELL);
  const needed = new Set([...text.matchAll(PARTS)].map((found) => found[1]));
  const icons = [...text.matchAll(/(\/static\/[^"#?]+icons[^"#?]*\.svg)/g)].map((found) => found[1]);
  for (const path of icons) needed.add(path);
  for (const path of needed) {
    if (!isForever(path) || !(await cache.match(path))) {
      const fetched = await fetch(path);
      if (!fetched.ok) throw new Error(path);
      await cache.put(path, fetched);
    }
    if (path.endsWith(".js")) await keepImports(cache, path, needed);
  }
  await cache.put(ROOT, page);
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (path !== ROOT && !needed.has(path)) await cache.delete(request);
  }
}

// What a bundle brings in by name, at once or by and by: its chunks, and theirs, as the loop comes to them.
async function keepImports(cache, path, needed) {
  const text = await (await cache.match(path)).text();
  for (const [, name] of text.matchAll(/["'`]\.\/(chunk-[\w.-]+\.js)["'`]/g)) {
    needed.add(new URL(name, self.location.origin + path).pathname);
  }
}

const isForever = (path) => /\.[0-9a-f]{12}\.\w+$/.test(path) || /\/chunk-\w+\.js$/.test(path);

// A part of a page: as kept when its name changes with its content, else from the network when there is one. Whatever of
// the site has kept it may answer.
async function part(request) {
  const kept = await caches.match(request.url);
  if (kept && isForever(new URL(request.url).pathname)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("sync", (event) => {
  if (event.tag === "xiangxue-roll") event.waitUntil(openStore().then((store) => sync(store)));
});
self.addEventListener("activate", (event) => event.waitUntil(openStore().then((store) => forgetOldRolls(store))));
