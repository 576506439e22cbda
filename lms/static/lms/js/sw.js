// worker
// The service worker of the whole site, served at /sw.js. Pages that work without network register it; each app answers
// for its own addresses with a module of two functions: `answer(event)` gives a promise of a Response for a request it
// serves, else nothing, and `install(event)` may be missing. Whatever nobody answers goes to the network untouched.
import * as keptLessons from "../../../../media/static/media/kept_worker.js";
import * as roll from "../../../../trainees/static/trainees/roll_worker.js";

const parts = [roll, keptLessons];

self.addEventListener("install", (event) => {
  for (const part of parts) if (part.install) part.install(event);
  self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  for (const part of parts) {
    const answer = part.answer(event);
    if (answer) return event.respondWith(answer);
  }
});
