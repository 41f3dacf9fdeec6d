"""The clips that are shown: 1080p H.264 at 25 frames/s, made once of the test material and kept in .showfloor/bench."""

import subprocess
from pathlib import Path

from appliance import ROOT

PLACE = ROOT / ".showfloor" / "bench"
# As a camera encodes: no frames that are told before their time, a whole picture every second.
ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "25", "-b:v", "4M", "-maxrate", "6M"]
ENCODER += ["-bufsize", "8M", "-pix_fmt", "yuv420p", "-threads", "2"]

# Forth and back, so that nobody jumps where the clip begins anew.
ROOM = "fps=25,split[a][b];[b]reverse[r];[a][r]concat"
# An empty room as its first frame has it, with a sensor's noise.
EMPTY = "scale=1920:1080,noise=alls=4:allf=t"


def crowd(footage):
    """A shopping arcade: five to nine faces in each frame. Already as it should be."""
    return footage / "facenetpt_video.mp4"


def room(footage):
    """Two people who stand and move in front of the camera."""
    return made("room.mp4", ["-i", footage / "mmaction2_demo_skeleton.mp4", "-filter_complex", ROOM])


def camera(clip):
    """What a camera's main stream shows of a clip: all but this one are encoded so already."""
    return clip if clip.parent == PLACE else made(f"camera-{clip.stem}.mp4", ["-i", clip])


def small(clip):
    """What a camera's sub-stream shows of the same."""
    rate = ["-b:v", "512k", "-maxrate", "768k", "-bufsize", "1M"]
    return made(f"small-{clip.stem}.mp4", ["-i", clip, "-vf", "scale=640:360"], rate)


def empty(footage):
    """Nobody."""
    still = PLACE / "empty.png"
    PLACE.mkdir(parents=True, exist_ok=True)
    ffmpeg(["-i", footage / "intel_one-by-one.mp4", "-frames:v", "1", still])
    return made("empty.mp4", ["-loop", "1", "-framerate", "25", "-t", "10", "-i", still, "-vf", EMPTY])


def looped(clip, long_s, scratch):
    """A clip over and over, for about so many seconds."""
    loops = max(1, round(long_s / seconds(clip)))
    out = scratch / f"looped-{clip.name}"
    ffmpeg(["-stream_loop", str(loops - 1), "-i", clip, "-an", "-c", "copy", out])
    return out


def seconds(clip):
    command = ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=duration", "-of", "csv=p=0", clip]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def made(name, how, after=()):
    out = PLACE / name
    if not out.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        half = PLACE / f"half-{name}"
        ffmpeg([*how, "-an", *ENCODER, *after, half])
        half.rename(out)
    return out


def ffmpeg(arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *map(str, arguments)], check=True)
