// Reports of watching that are still on this phone go out from whichever page is open; loaded only where there are some.
import { openOutbox } from "./outbox.js";

// What belongs to somebody else who uses this phone stays: it is asked for again no sooner than this.
const PAUSE_MS = 60000;
const TRIED = "unsent tried";

export async function sendUnsent() {
  if (Date.now() - Number(sessionStorage.getItem(TRIED)) < PAUSE_MS) return;
  const outbox = openOutbox();
  if ((await outbox.sendAll(() => {})) && !outbox.settle()) sessionStorage.setItem(TRIED, String(Date.now()));
}
