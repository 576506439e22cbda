"""The ffmpeg commands for a lecture: the sound once, then each lane one run and one decode of the picture.

ffmpeg-python builds the arguments.
"""

from pathlib import Path

import ffmpeg

from . import ladder, thumbnails
from .playlists import POSTER
from .probing import DEMUXERS, Probe

SOUND = "sound.mp4"  # the finished sound in one file, beside the pictures while they are made
PATIENCE = 600 * 1_000_000  # µs of media
CEILING = 0.8  # of full scale, about -2 dB: where louder sound is held
TO_SDR = (
    ("zscale", {"tin": "{transfer}", "min": "bt2020nc", "pin": "bt2020", "rin": "tv", "t": "linear", "npl": 100}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"p": "bt709"}),
    ("tonemap", {"tonemap": "hable", "desat": 0}),
    ("zscale", {"t": "bt709", "m": "bt709", "r": "tv"}),
)


def sound(probe: Probe, *, source: Path, folder: Path, gain: float = 0.0) -> list[str]:
    """Sound alone, `gain` dB louder: arguments (without the program's name) that read `source` and write the playlist
    and segments to `folder`. It is coded once; every form with a picture gets a copy."""
    stream = _opened(probe, source)[str(probe.sound)]
    stream = stream.filter("aresample", ladder.AUDIO_RATE, ochl="mono", **{"async": 1, "first_pts": 0})
    if gain:
        stream = stream.filter("volume", f"{gain:.1f}dB")
    if gain > 0:
        stream = stream.filter("alimiter", limit=CEILING, level="disabled")
    return hls([stream], ladder.AUDIO, folder, **sound_options()).get_args()


def low(probe: Probe, *, source: Path, folder: Path, sound: bool) -> list[str]:
    """The small pictures; with `sound` they get what lies in `folder`/sound.mp4."""
    return _lane(ladder.low_rungs, probe, source, folder, sound=sound)


def high(probe: Probe, *, source: Path, folder: Path, sound: bool) -> list[str]:
    """The larger pictures; sound as for the small ones."""
    return _lane(ladder.high_rungs, probe, source, folder, sound=sound)


def _lane(choose, probe: Probe, source: Path, folder: Path, *, sound: bool) -> list[str]:
    rungs = choose(probe.picture.width, probe.picture.height)
    pictures = _pictures(_opened(probe, source), probe, rungs)
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


def _pictures(file, probe: Probe, rungs: list[ladder.Rung]) -> list:
    """One stream for each rung, lowest first; the smaller ones are scaled from the largest."""
    stream = file[str(probe.picture.index)]
    if probe.picture.interlaced:
        stream = stream.filter("yadif", mode=0, deint=1)
    *lower, top = rungs
    # Down from the source in the cheap way: a tenth less work and a sixth fewer bytes than bicubic at 720p for one
    # thousandth of likeness. The smaller ones come from what was made sharp enough already.
    largest = _scaled(stream, top, "bilinear")
    if probe.picture.transfer:
        for name, options in TO_SDR:
            given = {key: str(value).format(transfer=probe.picture.transfer) for key, value in options.items()}
            largest = largest.filter(name, **given)
    largest = largest.filter("format", "yuv420p")
    if not lower:
        return [largest]
    copies = largest.filter_multi_output("split", outputs=len(rungs))
    return [*(_scaled(copies[number], rung, "bicubic") for number, rung in enumerate(lower, 1)), copies[0]]


def _scaled(stream, rung: ladder.Rung, way: str):
    return stream.filter("scale", rung.width, rung.height, flags=way).filter("setsar", 1)


def stills(sheet: thumbnails.Sheet, *, source: Path, folder: Path) -> list[str]:
    """The poster, and one sheet of small pictures, from the keyframes of a finished form joined to the file `source`.

    Frames of the sheet are chosen by their time and none is made up: a gap fills nothing. As an output of the lane's
    own run the poster, which takes one frame of many, would keep ffmpeg from giving the others their sound in time.
    """
    file = ffmpeg.input(f"file:{source}", f="mov", protocol_whitelist="file", skip_frame="nokey")
    chosen = file["v"].filter("select", f"gte(t,selected_n*{sheet.every})")
    tiled = chosen.filter("scale", sheet.width, sheet.height, flags="bicubic").filter("tile", sheet.tiles)
    once = {"frames:v": 1, "update": 1, "map_metadata": -1, "f": "image2"}
    small = ffmpeg.output(tiled, f"{folder}/{thumbnails.SHEET}", **{"c:v": "libwebp", "quality": 60}, **once)
    poster = ffmpeg.output(file["v"].filter("thumbnail", 15), f"{folder}/{POSTER}", **{"q:v": 4}, **once)
    return _arguments([small, poster])


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
        # Of few frames a second the coder holds back many seconds; sound that came in time must wait, or it lies in
        # the wrong segments. Not for ever: the sound may end long before the picture.
        max_interleave_delta=PATIENCE,
        # Frames that are coded out of turn begin before zero. Shifted they would come late, 0.2 s at ten a second,
        # where an edit list that begins with nothing is not understood: in every Chromium.
        avoid_negative_ts="disabled",
        map_metadata=-1,
        map_chapters=-1,
        **options,
    )
