// A resumable upload: survives a lost network, a reload, another device. The server knows what has arrived; this page
// keeps nothing, it finds an unfinished upload again by the file itself.
import { Upload } from "tus-js-client";

const SAMPLE = 64 * 1024;
const CHUNK = 8 * 1024 * 1024;
const SMALLEST_CHUNK = 1024 * 1024;
const WAITS = [0, 1000, 3000, 5000, 10000, 20000, 30000, 30000, 60000, 60000, 60000, 60000];

export function offer(box, input) {
  const form = input.form;
  const panel = box.querySelector("[data-uploading]");
  let busy = false;

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file) return; // the server says in a sentence what is missing
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!busy && form.reportValidity()) begin(file);
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (busy) event.preventDefault();
  });
  for (const row of box.querySelectorAll("[data-upload]")) giveUpButton(row);

  async function begin(file) {
    busy = true;
    form.hidden = true;
    panel.hidden = false;
    panel.querySelector("[data-upload-name]").textContent = file.name;
    const told = await describe(file);
    const known = await ask(told);
    if (known && known.video) return here(known);
    send(file, told, known && known.upload);
  }

  async function ask(told) {
    try {
      const query = new URLSearchParams({ size: told.size, name: told.filename, modified: told.modified, fingerprint: told.fingerprint });
      const answer = await fetch(`${box.dataset.uploads}?${query}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      return answer.ok ? await answer.json() : null;
    } catch (error) {
      return null; // no network yet: the upload itself waits for it
    }
  }

  function here(known) {
    busy = false;
    const link = document.createElement("a");
    link.href = known.video;
    link.textContent = known.title;
    say(`${panel.dataset.here} `);
    panel.querySelector("[data-upload-says]").append(link);
    panel.querySelector("progress").hidden = panel.querySelector("[data-upload-pause]").hidden = true;
    form.hidden = false;
  }

  function say(text) {
    panel.querySelector("[data-upload-says]").textContent = text;
  }

  function send(file, told, uploadUrl) {
    const title = form.querySelector("[name=title]").value;
    let began = null;
    const upload = new Upload(file, {
      endpoint: box.dataset.uploads,
      uploadUrl: uploadUrl || undefined,
      chunkSize: CHUNK,
      retryDelays: WAITS,
      storeFingerprintForResuming: false,
      metadata: Object.assign({ title }, told),
      headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, "X-Requested-With": "XMLHttpRequest" },
      onShouldRetry(error) {
        const status = statusOf(error);
        upload.options.chunkSize = Math.max(SMALLEST_CHUNK, upload.options.chunkSize / 2);
        if (!status) say(panel.dataset.waiting);
        return !status || status === 409 || status === 423 || status === 429 || (status >= 500 && status !== 507);
      },
      onProgress(sent, size) {
        began = began || { at: Date.now(), sent };
        const speed = (sent - began.sent) / Math.max(Date.now() - began.at, 1) / 1000;
        panel.querySelector("progress").value = (100 * sent) / size;
        const left = speed > 0 ? Math.ceil((size - sent) / 1e6 / speed / 60) : "…";
        say(fill(panel.dataset.sending, { arrived: megabytes(sent), size: megabytes(size), left }));
      },
      onError(error) {
        stopped(reason(error));
      },
      onSuccess({ lastResponse }) {
        busy = false;
        location.href = lastResponse.getHeader("Content-Location");
      },
    });
    const pause = panel.querySelector("[data-upload-pause]");
    const resume = panel.querySelector("[data-upload-resume]");
    const stopped = (text) => {
      say(text);
      pause.hidden = true;
      resume.hidden = false;
    };
    pause.onclick = async () => {
      await upload.abort();
      const at = upload._offset || 0;
      stopped(fill(panel.dataset.paused, { arrived: megabytes(at), size: megabytes(file.size) }));
    };
    const start = () => {
      pause.hidden = false;
      resume.hidden = true;
      began = null;
      upload.start();
    };
    resume.onclick = start;
    window.addEventListener("online", () => resume.hidden || start());
    start();
  }

  function reason(error) {
    const status = statusOf(error);
    if (status === 403 && !error.originalResponse.getHeader("Tus-Version")) return panel.dataset.signedOut;
    const told = (status === 403 || status === 410 || status === 413 || status === 507) && error.originalResponse.getBody();
    return told || panel.dataset.broken;
  }
}

function statusOf(error) {
  return error.originalResponse ? error.originalResponse.getStatus() : 0;
}

function giveUpButton(row) {
  const button = row.querySelector("[data-give-up]");
  button.hidden = false;
  button.onclick = async () => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" };
    const answer = await fetch(row.dataset.upload, { method: "DELETE", headers });
    if (answer.ok || answer.status === 404) row.remove();
  };
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

// What tells this file from others: the same as `media.domain.fingerprint` makes; empty where the page has no crypto.
async function describe(file) {
  const told = { filename: file.name, size: String(file.size), modified: String(file.lastModified), fingerprint: "" };
  if (!window.crypto || !crypto.subtle) return told;
  const places = [0, Math.floor(file.size / 2), Math.max(file.size - SAMPLE, 0)];
  const parts = [String(file.size), ...places.map((at) => file.slice(at, at + SAMPLE))];
  const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
  told.fingerprint = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return told;
}
