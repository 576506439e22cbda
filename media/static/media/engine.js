// How the bytes of a lesson reach the picture: hls.js where the browser feeds a video from script, its own HLS where it has
// one, and else the whole form as one MP4, which pages without script play, too.
const RETRY = { maxNumRetry: 8, retryDelayMs: 1000, maxRetryDelayMs: 15000 };
const PATIENT = { default: { maxTimeToFirstByteMs: 30000, maxLoadTimeMs: 90000, timeoutRetry: RETRY, errorRetry: RETRY } };
const MENDED_MOST = 4;
const AHEAD = 90;
const AHEAD_SAVING = 20;
const THIN = 200000;

// `about` holds the page's addresses and words: play, stream, native, most (pixels of height), slow, broken, saver,
// least ("1": begin with the smallest form).
// Answers `{choose(form), save(on)}`; fails where nothing could be attached. `form` is {name, height, isBest}.
export async function attach(video, about, position, say) {
  const { default: Hls } = await import("hls.js/light");
  const now = { play: about.play, stream: about.stream, native: about.native, most: Number(about.most || 0), saving: about.saver === "1" };
  let hls = null;

  function open(at) {
    if (hls) hls.destroy();
    hls = null;
    if (!Hls.isSupported()) return openNative(at);
    hls = new Hls(Object.assign(settings(now), { startPosition: at || -1, capLevelToPlayerSize: !now.most }));
    hls.on(Hls.Events.MANIFEST_PARSED, begin);
    hls.on(Hls.Events.ERROR, mending(Hls, hls, about, say, renew));
    hls.on(Hls.Events.FRAG_LOADED, () => say("", about.slow));
    for (const source of video.querySelectorAll("source")) source.remove();
    hls.loadSource(now.stream);
    hls.attachMedia(video);
  }

  function openNative(at) {
    if (!video.canPlayType("application/vnd.apple.mpegurl")) throw new Error("no HLS");
    video.src = now.native || now.stream;
    if (at) video.addEventListener("loadedmetadata", () => (video.currentTime = at), { once: true });
  }

  // With the form the master names first, as native players do, or the smallest (player.js).
  function begin() {
    cap();
    hls.startLevel = about.least ? 0 : hls.firstLevel;
  }

  // Nothing sharper, and so nothing larger, than the form chosen.
  function cap() {
    const fit = now.most ? hls.levels.filter((level) => level.height <= now.most).length : hls.levels.length;
    hls.autoLevelCapping = now.saving ? 0 : now.most ? Math.max(0, fit - 1) : -1;
    Object.assign(hls.config, settings(now));
  }

  // Another source begins `played` anew: who keeps account of it hears of it before.
  function reopen() {
    const [at, plays, rate] = [video.currentTime, !video.paused, video.playbackRate];
    video.dispatchEvent(new Event("sourcechange"));
    open(at);
    video.defaultPlaybackRate = video.playbackRate = rate;
    if (plays) video.play().catch(() => {});
  }

  // An address lives for some hours: the page gives another.
  async function renew() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelector("[data-player]").dataset.play;
    if (fresh === now.play) throw new Error("the same address");
    for (const name of ["stream", "native"]) if (now[name]) now[name] = now[name].replace(now.play, fresh);
    now.play = fresh;
    reopen();
  }

  function choose(form) {
    const stream = now.play + (form.height ? "master.m3u8" : "audio.m3u8");
    const changes = stream !== now.stream || !hls;
    now.stream = stream;
    now.most = form.height && !form.isBest ? form.height : 0;
    now.native = form.height ? `${now.play}${form.name}-media.m3u8` : "";
    if (changes) reopen();
    else cap();
  }

  open(position);
  // The first part was fetched ahead (player.js): what it took from the cache says nothing of the line.
  if (hls) hls.once(Hls.Events.FRAG_BUFFERED, () => (hls.bandwidthEstimate = settings(now).abrEwmaDefaultEstimate));
  return {
    choose,
    save(on) {
      now.saving = on;
      if (hls && hls.levels.length) cap();
    },
  };
}

function settings(now) {
  const told = navigator.connection && navigator.connection.downlink;
  return {
    maxBufferLength: now.saving ? AHEAD_SAVING : AHEAD,
    maxMaxBufferLength: now.saving ? AHEAD_SAVING : 600,
    maxBufferSize: now.saving ? 1e6 : 25e6,
    abrEwmaDefaultEstimate: told ? Math.min(told * 1e6, 2e6) : THIN,
    fragLoadPolicy: PATIENT,
    manifestLoadPolicy: PATIENT,
    playlistLoadPolicy: PATIENT,
  };
}

// A thin network is waited for, an address whose time is over is asked for anew, and what stays broken is told.
function mending(Hls, hls, about, say, renew) {
  let mended = 0;
  const giveUp = () => {
    hls.destroy();
    say(about.broken);
  };
  return (_name, data) => {
    if (!data.fatal) return;
    const status = data.response && data.response.code;
    if (mended++ > MENDED_MOST || status === 404) giveUp();
    else if (status === 410) renew().catch(giveUp);
    else if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else {
      say(about.slow);
      setTimeout(() => hls.startLoad(), 3000);
    }
  };
}
