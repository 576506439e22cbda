// Whether the phone can open the page by itself, with no network at all.
import { SHELL } from "./store.js";
import { ROOT } from "./sync.js";

// "kept": the worker is awake and has the page with all its parts. "never": this browser keeps no pages.
export async function shellState() {
  if (!navigator.serviceWorker || !globalThis.caches) return "never";
  const registration = await navigator.serviceWorker.getRegistration(ROOT);
  const page = registration?.active && (await caches.match(ROOT, { cacheName: SHELL }));
  return page ? "kept" : "saving";
}
