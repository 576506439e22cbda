"""The ffmpeg command for a lecture: one run, one decode, every form of it. ffmpeg-python builds the arguments."""

from pathlib import Path

import ffmpeg

from . import ladder
from .probing import DEMUXERS, Probe


def build(probe: Probe, *, source: Path, folder: Path) -> list[str]:
    """Arguments (without the program's name): read `source`, write playlists, segments and poster to `folder`."""
    file = ffmpeg.input(
        f"file:{source}", f=probe.demuxer, protocol_whitelist="file", format_whitelist=",".join(DEMUXERS)
    )
    rungs = ladder.rungs(probe.picture.width, probe.picture.height) if probe.picture else []
    sounds = _sounds(file, probe, len(rungs) + 1)
    outputs = []
    if probe.picture:
        *pictures, still = _pictures(file, probe, rungs)
        for number, (rung, picture) in enumerate(zip(rungs, pictures, strict=True)):
            streams = [picture, sounds[number]] if sounds else [picture]
            outputs.append(_hls(streams, rung.name, folder, sound=bool(sounds), **_picture_options(rung, probe)))
        outputs.append(ffmpeg.output(still, f"{folder}/poster.jpg", **{"frames:v": 1, "q:v": 4, "update": 1}))
    if sounds:
        outputs.append(_hls([sounds[-1]], ladder.AUDIO, folder, sound=True))
    return ffmpeg.merge_outputs(*outputs).get_args() if len(outputs) > 1 else outputs[0].get_args()


def _pictures(file, probe: Probe, rungs: list[ladder.Rung]) -> list:
    """One stream for each rung, lowest first, and one for the poster. Smaller ones are scaled from the largest."""
    stream = file[str(probe.picture.index)]
    if probe.picture.interlaced:
        stream = stream.filter("yadif", mode=0, deint=1)
    *lower, top = rungs
    largest = _scaled(stream, top).filter("format", "yuv420p")
    copies = largest.filter_multi_output("split", outputs=len(lower) + 2)
    pictures = [_scaled(copies[number], rung) for number, rung in enumerate(lower, 2)]
    poster = copies[1].filter("select", "not(mod(n,10))").filter("thumbnail", 30)
    return [*pictures, copies[0], poster]


def _scaled(stream, rung: ladder.Rung):
    return stream.filter("scale", rung.width, rung.height, flags="bicubic").filter("setsar", 1)


def _sounds(file, probe: Probe, copies: int) -> list:
    if probe.sound is None:
        return []
    stream = file[str(probe.sound)].filter("aresample", ladder.AUDIO_RATE, **{"async": 1, "first_pts": 0})
    if copies == 1:
        return [stream]
    split = stream.filter_multi_output("asplit", outputs=copies)
    return [split[number] for number in range(copies)]


def _picture_options(rung: ladder.Rung, probe: Probe) -> dict:
    options = {
        "c:v": "libx264",
        "preset": "fast",
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


def _hls(streams, name: str, folder: Path, *, sound: bool, **options):
    """An output of 6 s segments in fragmented MP4; the master playlist is our own (`playlists`)."""
    if sound:
        options |= {"c:a": "aac", "b:a": ladder.AUDIO_BITRATE, "ar": ladder.AUDIO_RATE, "ac": 1}
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
