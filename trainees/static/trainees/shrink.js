// Makes a photo small enough for a thin line and keeps what the camera wrote into it: when and where it was taken is part
// of the proof. What is no JPEG, or small already, is sent as it is.
const LONGEST = 2000;
export const SMALL = 700 * 1024;
const ORIENTATION = 0x0112;

export async function shrink(file) {
  if (file.type !== "image/jpeg" || file.size <= SMALL) return file;
  try {
    const small = await redrawn(file, LONGEST, 0.85);
    return small.size < file.size ? small : file;
  } catch {
    return file;
  }
}

// The picture as an upright JPEG, at most `longest` pixels a side. Throws where the browser can't read it.
export async function redrawn(file, longest, quality) {
  const head = new Uint8Array(await file.slice(0, 256 * 1024).arrayBuffer());
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  if (!small) throw new Error("canvas");
  const written = camera(head);
  const parts = written ? [small.slice(0, 2), written, small.slice(2)] : [small];
  return new File(parts, file.name, { type: "image/jpeg", lastModified: file.lastModified });
}

// The segment the camera wrote (APP1 "Exif"), with the picture's turn set to "upright": the canvas has turned it. Null where
// there is none, as in what is no JPEG.
export function camera(head) {
  let at = 2;
  while (at + 4 < head.length && head[at] === 0xff && head[at + 1] !== 0xda) {
    const length = (head[at + 2] << 8) | head[at + 3];
    if (head[at + 1] === 0xe1 && String.fromCharCode(...head.slice(at + 4, at + 8)) === "Exif") {
      if (at + 2 + length > head.length) return null;
      return upright(head.slice(at, at + 2 + length));
    }
    at += 2 + length;
  }
  return null;
}

function upright(segment) {
  const view = new DataView(segment.buffer, segment.byteOffset);
  const tiff = 10;
  const little = view.getUint16(tiff) === 0x4949;
  const first = tiff + view.getUint32(tiff + 4, little);
  const entries = view.getUint16(first, little);
  for (let at = first + 2; at < first + 2 + entries * 12; at += 12) {
    if (view.getUint16(at, little) === ORIENTATION) view.setUint16(at + 8, 1, little);
  }
  return segment;
}
