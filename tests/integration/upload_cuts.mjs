// The browser's client for uploads, run by itself: node upload_cuts.mjs ENDPOINT FILE SESSION. Says where the video is.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, path, session] = process.argv.slice(2);
const token = "0".repeat(32);
const headers = { Cookie: `sessionid=${session}; csrftoken=${token}`, "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
const upload = new Upload(createReadStream(path), {
  endpoint,
  headers,
  uploadSize: statSync(path).size,
  chunkSize: 8 * 1024 * 1024,
  retryDelays: new Array(200).fill(20),
  metadata: { filename: "lecture.mp4" },
  onShouldRetry: (error) => {
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0;
    return !status || status === 409 || status >= 500;
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: ({ lastResponse }) => console.log(lastResponse.getHeader("Content-Location")),
});
upload.start();
