"""The ffmpeg commands for a lecture: each lane one run and one decode. ffmpeg-python builds the arguments."""

from pathlib import Path

import ffmpeg

from . import ladder, thumbnails
from .playlists import POSTER
from .probing import DEMUXERS, Probe

SOUND = "sound.mp4"  # the finished sound, beside the high lane while it is made
CEILING = 0.8  # of full scale, about -2 dB: where louder sound is held
TO_SDR = (
    ("zscale", {"tin": "{transfer}", "min": "bt2020nc", "pin": "bt2020", "rin": "tv", "t": "linear", "npl": 100}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"p": "bt709"}),
    ("tonemap", {"tonemap": "hable", "desat": 0}),
    ("zscale", {"t": "bt709", "m": "bt709", "r": "tv"}),
)


def low(probe: Probe, *, source: Path, folder: Path, gain: float = 0.0) -> list[str]:
    """Sound alone, the small pictures and the poster: arguments (without the program's name) that read
    `source` and write playlists, segments and poster to `folder`. The sound is made louder by `gain` dB."""
    file = _opened(probe, source)
    rungs = ladder.low_rungs(probe.picture.width, probe.picture.height) if probe.picture else []
    sounds = _sounds(file, probe, len(rungs) + 1, gain)
    outputs = []
    if probe.picture:
        pictures, extras = _pictures(file, probe, rungs, extras=1)
        for number, (rung, picture) in enumerate(zip(rungs, pictures, strict=True)):
            streams = [picture, sounds[number]] if sounds else [picture]
            sound = sound_options() if sounds else {}
            outputs.append(hls(streams, rung.name, folder, **picture_options(rung, probe), **sound))
        outputs.append(_poster(extras[0], folder))
    if sounds:
        outputs.append(hls([sounds[-1]], ladder.AUDIO, folder, **sound_options()))
    return _arguments(outputs)


def high(probe: Probe, *, source: Path, folder: Path, sound: bool) -> list[str]:
    """The larger pictures; their sound is `folder`/sound.mp4 as the low lane made it."""
    file = _opened(probe, source)
    rungs = ladder.high_rungs(probe.picture.width, probe.picture.height)
    pictures, _extras = _pictures(file, probe, rungs)
    made = [ffmpeg.input(f"file:{folder}/{SOUND}", f="mov", protocol_whitelist="file")["a"]] if sound else []
    options = {"c:a": "copy"} if sound else {}
    return _arguments(
        hls([picture, *made], rung.name, folder, **picture_options(rung, probe), **options)
        for rung, picture in zip(rungs, pictures, strict=True)
    )


def loudness(probe: Probe, *, source: Path) -> list[str]:
    """Measure the sound: the end of what ffmpeg says at level "info" holds the summary."""
    file = _opened(probe, source)
    mono = file[str(probe.sound)].filter("aresample", ladder.AUDIO_RATE, ochl="mono").filter("ebur128")
    return ffmpeg.output(mono, "-", f="null").get_args()


def _opened(probe: Probe, source: Path):
    return ffmpeg.input(
        f"file:{source}", f=probe.demuxer, protocol_whitelist="file", format_whitelist=",".join(DEMUXERS)
    )


def _arguments(outputs) -> list[str]:
    outputs = list(outputs)
    return ffmpeg.merge_outputs(*outputs).get_args() if len(outputs) > 1 else outputs[0].get_args()


def _pictures(file, probe: Probe, rungs: list[ladder.Rung], *, extras: int = 0) -> tuple[list, list]:
    """One stream for each rung, lowest first, and `extras` of the largest, from which the smaller ones are scaled."""
    stream = file[str(probe.picture.index)]
    if probe.picture.interlaced:
        stream = stream.filter("yadif", mode=0, deint=1)
    *lower, top = rungs
    largest = _scaled(stream, top)
    if probe.picture.transfer:
        for name, options in TO_SDR:
            given = {key: str(value).format(transfer=probe.picture.transfer) for key, value in options.items()}
            largest = largest.filter(name, **given)
    largest = largest.filter("format", "yuv420p")
    if not lower and not extras:
        return [largest], []
    copies = largest.filter_multi_output("split", outputs=len(lower) + 1 + extras)
    pictures = [_scaled(copies[number], rung) for number, rung in enumerate(lower, 1 + extras)]
    return [*pictures, copies[0]], [copies[number] for number in range(1, 1 + extras)]


def _scaled(stream, rung: ladder.Rung):
    return stream.filter("scale", rung.width, rung.height, flags="bicubic").filter("setsar", 1)


def _poster(stream, folder: Path):
    # ffmpeg reports no progress before every output has begun, so the choice is among the first seconds.
    chosen = stream.filter("select", "not(mod(n,10))").filter("thumbnail", 15)
    return ffmpeg.output(chosen, f"{folder}/{POSTER}", **{"frames:v": 1, "q:v": 4, "update": 1, "map_metadata": -1})


def thumbs(sheet: thumbnails.Sheet, *, source: Path, folder: Path) -> list[str]:
    """One sheet of small pictures from the keyframes of a finished form, joined to one file at `source`.

    Frames are chosen by their time and none is made up: a gap fills nothing.
    """
    file = ffmpeg.input(f"file:{source}", f="mov", protocol_whitelist="file", skip_frame="nokey")
    chosen = file["v"].filter("select", f"gte(t,selected_n*{sheet.every})")
    tiled = chosen.filter("scale", sheet.width, sheet.height, flags="bicubic").filter("tile", sheet.tiles)
    options = {"c:v": "libwebp", "quality": 60, "frames:v": 1, "update": 1, "map_metadata": -1}
    return ffmpeg.output(tiled, f"{folder}/{thumbnails.SHEET}", f="image2", **options).get_args()


def _sounds(file, probe: Probe, copies: int, gain: float) -> list:
    if probe.sound is None:
        return []
    stream = file[str(probe.sound)].filter("aresample", ladder.AUDIO_RATE, ochl="mono", **{"async": 1, "first_pts": 0})
    if gain:
        stream = stream.filter("volume", f"{gain:.1f}dB")
    if gain > 0:
        stream = stream.filter("alimiter", limit=CEILING, level="disabled")
    if copies == 1:
        return [stream]
    split = stream.filter_multi_output("asplit", outputs=copies)
    return [split[number] for number in range(copies)]


def picture_options(rung: ladder.Rung, probe: Probe) -> dict:
    """How the picture of a rung is coded."""
    options = {
        "c:v": "libx264",
        "preset": ladder.PRESET,
        "profile:v": "high",
        "crf": rung.crf,
        "maxrate": rung.cap,
        "bufsize": 2 * rung.cap,
        "sc_threshold": 0,
        "force_key_frames": f"expr:gte(t,n_forced*{ladder.KEYFRAME_SECONDS})",
        # Never a constant rate: a gap of hours in the timestamps would be filled with millions of frames.
        "fps_mode": "vfr",
    }
    rate = ladder.frame_rate(probe.picture.rate)
    return options | ({"r": rate} if rate else {})


def sound_options() -> dict:
    """How sound is coded, in every form."""
    return {"c:a": "aac", "b:a": ladder.AUDIO_BITRATE, "ar": ladder.AUDIO_RATE, "ac": 1}


def hls(streams, name: str, folder: Path, **options):
    """An output of 6 s segments in fragmented MP4; the master playlist is our own (`playlists`)."""
    return ffmpeg.output(
        *streams,
        f"{folder}/{name}-media.m3u8",
        f="hls",
        hls_time=ladder.SEGMENT_SECONDS,
        hls_playlist_type="vod",
        hls_list_size=0,
        hls_segment_type="fmp4",
        hls_fmp4_init_filename=f"{name}-init.mp4",
        hls_segment_filename=f"{folder}/{name}-%05d.m4s",
        hls_flags="independent_segments",
        map_metadata=-1,
        map_chapters=-1,
        **options,
    )
