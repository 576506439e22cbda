// The service worker's part for lessons kept on the phone: their pages and parts are answered without network, and a part
// that lies here already is never paid for again.
import { isHashed, matchPage, openFiles, partAt, readPlay, wholeParts } from "./kept.js";

const PATIENCE_MS = 5000;
const SHELF = "/me/kept/";
// Pages that can be kept here; a class of the same path may be another app's to answer.
const KEPT = /^\/(?:classes\/\d+\/lessons|teach\/sessions\/\d+\/screen)\//;
// Where somebody without network is shown what is on the phone instead of the browser's error.
const OURS = /^\/(?:$|me\/|classes\/|courses\/)/;

export function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  const played = readPlay(url.pathname);
  if (played) return part(request, played);
  if (request.mode === "navigate" && (KEPT.test(url.pathname) || OURS.test(url.pathname))) return page(request, url);
  if (url.pathname.startsWith("/static/")) return file(request, url);
  return undefined;
}

async function part(request, { folder, name }) {
  // The network's master names every size; without network only the one kept.
  if (name === "master.m3u8" || name === "audio.m3u8") return fetch(request).catch((error) => stored(folder, name, error));
  const found = await caches.match(partAt(folder, name));
  if (found) return found;
  const whole = /^(\w+)\.(mp4|m4a)$/.exec(name);
  const blob = whole && (await wholeParts(folder, whole[1]));
  return blob ? inRange(blob, request.headers.get("Range"), whole[2] === "mp4" ? "video/mp4" : "audio/mp4") : fetch(request);
}

async function stored(folder, name, error) {
  const found = await caches.match(partAt(folder, name));
  if (!found) throw error;
  return found;
}

// RFC 9110: one range as asked for, a 416 for one that is not there, and else the whole.
export function inRange(blob, header, type) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header || "");
  const headers = { "Content-Type": type, "Accept-Ranges": "bytes" };
  if (!match || (!match[1] && !match[2])) return new Response(blob, { headers });
  const first = match[1] ? Number(match[1]) : Math.max(0, blob.size - Number(match[2]));
  const last = match[1] && match[2] ? Math.min(Number(match[2]), blob.size - 1) : blob.size - 1;
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${blob.size}` } });
  headers["Content-Range"] = `bytes ${first}-${last}/${blob.size}`;
  headers["Content-Length"] = String(last - first + 1);
  return new Response(blob.slice(first, last + 1, type), { status: 206, headers });
}

// The network first, for it knows what is new; a kept page when it fails or takes too long.
async function page(request, url) {
  const asked = fetch(request);
  const kept = await matchPage(request.url);
  if (!kept) return asked.catch((error) => shelf(url, error));
  asked.catch(() => {});
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([asked.then((answer) => (answer.status < 500 ? answer : kept)), late]).catch(() => kept);
}

async function shelf(url, error) {
  const found = OURS.test(url.pathname) && (await (await openFiles()).match(SHELF));
  if (!found) throw error;
  return found;
}

async function file(request, url) {
  const found = await caches.match(url.pathname);
  if (!found) return fetch(request);
  return isHashed(url.pathname) ? found : fetch(request).catch(() => found);
}
