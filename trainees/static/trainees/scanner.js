// The camera looking for squares: the browser's own reader where it has one, else a reader that is fetched when the
// camera is opened. Calls `seen(text)` for every square it reads; the same one again only after it was away or after a
// while. Knows no page and no roll.
const EACH = 120;
const AGAIN = 4000;
const WIDEST = 900;

export const canScan = () => Boolean(navigator.mediaDevices?.getUserMedia);

async function reader() {
  try {
    const formats = (await globalThis.BarcodeDetector?.getSupportedFormats()) || [];
    if (formats.includes("qr_code")) {
      const own = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await own.detect(video)).map((found) => found.rawValue);
    }
  } catch {
    // It says it can, and cannot: then as if it could not.
  }
  const { default: decode } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, WIDEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return [decode(pen.getImageData(0, 0, canvas.width, canvas.height))];
    } catch {
      return []; // nothing there that can be read
    }
  };
}

// Opens the camera at the back into `video`; gives what closes it. Throws what the browser throws when it is refused.
export async function scan(video, seen) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  let isOpen = true;
  const close = () => {
    isOpen = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    await video.play();
    const read = await reader();
    look(video, read, seen, () => isOpen);
  } catch (error) {
    close();
    throw error;
  }
  return close;
}

async function look(video, read, seen, isOpen) {
  const last = new Map();
  while (isOpen()) {
    if (!document.hidden && video.readyState >= 2) {
      const texts = await read(video).catch(() => []);
      const now = Date.now();
      for (const text of texts.filter(Boolean)) {
        const before = last.get(text);
        last.set(text, now);
        if (isOpen() && (before === undefined || now - before > AGAIN)) await seen(text);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, EACH));
  }
}

// One short high tone and a tick for what counts, two low ones for what does not.
export function signal(isGood) {
  navigator.vibrate?.(isGood ? 80 : [150, 80, 150]);
  try {
    const sound = (signal.sound ||= new AudioContext());
    sound.resume();
    for (const [at, tone] of isGood ? [[0, 1200]] : [[0, 260], [0.22, 260]]) {
      const source = sound.createOscillator();
      const loud = sound.createGain();
      source.frequency.value = tone;
      loud.gain.setValueAtTime(0.2, sound.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.16);
      source.connect(loud).connect(sound.destination);
      source.start(sound.currentTime + at);
      source.stop(sound.currentTime + at + 0.17);
    }
  } catch {
    // A phone without sound still shows what was read.
  }
}
