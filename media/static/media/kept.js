// Lessons kept on this phone: one cache for each, named by its page, holding the page, the parts of one form, and `about`.
// Parts lie under the folder and name of the video, never under a signed address: those change, a folder does not.
const MARK = "kept ";
const ABOUT = "/kept/about";
const FILES = "files of kept lessons";
const PLAY = /\/play\/\d+~([0-9a-f]{16}-[a-z0-9]{1,10})~[0-9a-f]+\/([\w.-]+)$/;
const HASHED = /(\.[0-9a-f]{12}\.\w+|\/chunk-[0-9A-Z]{8}\.js)$/;

export const partAt = (folder, name) => `/kept/${folder}/${name}`;
export const isHashed = (path) => HASHED.test(path);
export const openKept = (page) => caches.open(MARK + page);
export const openFiles = () => caches.open(FILES);

// {folder, name} of an address of a video, or null.
export function readPlay(path) {
  const match = PLAY.exec(path);
  return match && { folder: match[1], name: match[2] };
}

export async function writeAbout(cache, about) {
  await cache.put(ABOUT, new Response(JSON.stringify(about), { headers: { "Content-Type": "application/json" } }));
}

export async function readAbout(page) {
  if (!(await caches.has(MARK + page))) return null;
  const answer = await (await openKept(page)).match(ABOUT);
  return answer ? answer.json() : null;
}

// Every kept lesson, the newest first; what was begun and not finished, too.
export async function listKept() {
  const names = (await caches.keys()).filter((name) => name.startsWith(MARK));
  const found = await Promise.all(names.map((name) => readAbout(name.slice(MARK.length))));
  return found.filter(Boolean).sort((a, b) => b.at - a.at);
}

// The last lesson takes the shared files along.
export async function drop(page) {
  await caches.delete(MARK + page);
  if (!(await caches.keys()).some((name) => name.startsWith(MARK))) await caches.delete(FILES);
}

// The stored page under an address, whatever stands behind its question mark but the person.
export async function matchPage(address) {
  const page = pageOf(address);
  return (await caches.has(MARK + page)) ? (await openKept(page)).match(page) : undefined;
}

// How a lesson is named here: its path, and the person where a family shares the phone.
export function pageOf(address) {
  const url = new URL(address, self.location.origin);
  const trainee = url.searchParams.get("trainee");
  return url.pathname + (trainee ? `?trainee=${trainee}` : "");
}

// A form as one file: the playlist names its parts in order. Null where a part is missing.
export async function wholeParts(folder, form) {
  const list = await caches.match(partAt(folder, `${form}-media.m3u8`));
  if (!list) return null;
  const names = [`${form}-init.mp4`, ...segmentsOf(await list.text())];
  const blobs = [];
  for (const name of names) {
    const part = await caches.match(partAt(folder, name));
    if (!part) return null;
    blobs.push(await part.blob());
  }
  return new Blob(blobs);
}

export const segmentsOf = (playlist) => playlist.split("\n").filter((line) => line && !line.startsWith("#"));

export const amount = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${megabytes(bytes)} MB`);
export const megabytes = (bytes) => (bytes >= 1e7 ? String(Math.round(bytes / 1e6)) : Math.max(bytes / 1e6, 0.1).toFixed(1));
