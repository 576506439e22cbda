// Photos of the signed sheet, made small enough for a thin line; and the file of a phone that is dying.
import { SMALL, redrawn } from "../shrink.js";
import { wire } from "./queue.js";

const LONGEST = 1600;
const FORMAT = "xiangxue-roll-1";

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The photo with its hash and size: as the camera made it where that is small enough, else drawn anew with what the camera
// wrote. Throws where the browser can't read it.
export async function photo(file) {
  const isSmall = file.type === "image/jpeg" && file.size <= SMALL;
  if (isSmall) (await createImageBitmap(file)).close();
  const bytes = await (isSmall ? file : await redrawn(file, LONGEST, 0.8)).arrayBuffer();
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  return { sha256, blob: new Blob([bytes], { type: "image/jpeg" }), size: bytes.byteLength };
}

const base64 = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

// Everything that has not arrived, whoever wrote it, with the photos it speaks of.
export async function recordsFile(acts, photos, offset) {
  const waiting = acts.filter((act) => act.state === "waiting" || (act.state === "refused" && !act.kept));
  const needed = new Set(waiting.map((act) => act.fields.sha256));
  const packed = [];
  for (const kept of photos) if (needed.has(kept.sha256)) packed.push({ sha256: kept.sha256, data: await base64(kept.blob) });
  const told = { format: FORMAT, made_at: new Date().toISOString(), offset, acts: waiting.map(wire), photos: packed };
  return new Blob([JSON.stringify(told)], { type: "application/json" });
}

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
