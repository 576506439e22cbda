// What the camera wrote into a photo, found in its first bytes.
import assert from "node:assert/strict";
import test from "node:test";
import { camera } from "../../../../trainees/static/trainees/shrink.js";

// A JPEG's head: a JFIF segment, then the camera's with one entry, the turn of the picture; big-endian.
const jfif = [0xff, 0xe0, 0, 4, 0, 0];
const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
const exif = [0xff, 0xe1, 0, 2 + 6 + tiff.length, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
const jpeg = (...segments) => new Uint8Array([0xff, 0xd8, ...segments.flat(), 0xff, 0xda, 0, 2]);
const TURN = 10 + 18;

test("the camera's segment is found behind others and told to be upright", () => {
  const found = camera(jpeg(jfif, exif));
  assert.equal(found.length, exif.length);
  assert.deepEqual([...found.slice(4, 8)], [0x45, 0x78, 0x69, 0x66]);
  assert.equal(exif[TURN + 1], 6);
  assert.equal(found[TURN + 1], 1);
});

test("nothing is found where no camera wrote, where the head is cut, and in what is no JPEG", () => {
  assert.equal(camera(jpeg(jfif)), null);
  assert.equal(camera(jpeg(jfif, exif).slice(0, 30)), null);
  assert.equal(camera(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])), null);
});
