// Cards without network: whether a text is one of ours, and whose line of a roll it belongs to. The phone holds digests
// salted for their session, as `trainees/domain/cards.py` makes them; no code is on it before somebody shows it.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX = "XXK";
const LENGTH = 16;

// The code in what was scanned or typed, else "".
export function codeOf(text) {
  const told = text.normalize("NFKC").toUpperCase().replace(/[^0-9A-Z]/g, "");
  const signs = told.replace(/O/g, "0").replace(/[IL]/g, "1");
  const code = signs.length === PREFIX.length + LENGTH && signs.startsWith(PREFIX) ? signs.slice(PREFIX.length) : signs;
  return isWhole(code) ? code : "";
}

function isWhole(code) {
  if (code.length !== LENGTH || [...code].some((sign) => !ALPHABET.includes(sign))) return false;
  return check(code.slice(0, -1)) === code.slice(-1);
}

// Horner's rule over GF(32), as in `lms/kit/codes.py`.
export function check(body) {
  let remainder = 0;
  for (const sign of body) {
    remainder ^= ALPHABET.indexOf(sign);
    remainder = (remainder << 1) ^ (remainder & 16 ? 0b100101 : 0);
  }
  return ALPHABET[remainder];
}

export async function digest(code, salt) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + code));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 24);
}

// The line of the roll whose person holds this card; none when the phone does not know it.
export async function lineOf(session, code) {
  if (!session.salt || !globalThis.crypto?.subtle) return undefined;
  const known = await digest(code, session.salt);
  return session.lines.find((line) => line.cards?.includes(known));
}
