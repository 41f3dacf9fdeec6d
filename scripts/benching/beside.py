"""The measuring part of scripts/bench-peers --pipeline, which see."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import clips
import machine
from appliance import ROOT, Site, summary
from fixed import fixed

# What the face network is shown: 640x360, filled up to multiples of 32.
INPUT = [1, 3, 384, 640]
FPS = 25


def main():
    parts = parse()
    with tempfile.TemporaryDirectory(prefix="showfloor-bench-") as scratch:
        rows = measured(parts, Path(scratch))
    if parts.json:
        print(json.dumps({"machine": machine.described(), "clip": parts.clip, "pipelines": rows}))
    else:
        show(parts, rows)


def parse():
    parser = argparse.ArgumentParser()
    for name in ["program", "python", "footage", "models", "runtime"]:
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--clip", choices=["crowd", "room"], default="crowd")
    parser.add_argument("--rounds", type=int, default=2)
    return parser.parse_args()


def measured(parts, scratch):
    clip = {"crowd": clips.crowd, "room": clips.room}[parts.clip](parts.footage)
    video = clips.looped(clip, 25, scratch)
    manifest = tomllib.loads((ROOT / "models/manifest.toml").read_text())
    face = scratch / "face.onnx"
    face.write_bytes(fixed((parts.models / manifest["face"]["file"]).read_bytes(), INPUT))
    signature = parts.models / manifest["signature"]["file"]
    peer = [parts.python, Path(__file__).with_name("peer.py"), video, face, signature]
    best = {}
    for turn in range(parts.rounds):
        for name, work in [
            ("showfloor", lambda turn=turn: ours(parts, video, scratch / f"ours-{turn}")),
            ("OpenCV, every frame", lambda: theirs([*peer, 1])),
            ("OpenCV, every third frame", lambda: theirs([*peer, 3])),
        ]:
            print(f"bench-peers: {name}, round {turn + 1} of {parts.rounds}", file=sys.stderr, flush=True)
            row = work()
            if name not in best or row["cpu_s"] < best[name]["cpu_s"]:
                best[name] = {"name": name, **row}
    rows = list(best.values())
    for row in rows:
        row["frames_per_s_per_core"] = row["frames"] / row["cpu_s"]
        row["cameras_per_core"] = row["frames_per_s_per_core"] / FPS
    return rows


def ours(parts, video, folder):
    """The whole appliance: faces, people, signatures of faces that are worth it, tracks, visits, alerts, store, broker."""
    site = Site(folder, parts, ["clip.mp4"])
    process = site.start(machine.cores()[:1], "--input", video, "--speed", "max")
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"bench-peers: the run failed, and said:\n{site.said()}")
    frames, stages = summary(site.said())
    signatures = sum(row["calls"] for row in stages if row["stage"] == "signature_net")
    cpu = used.ru_utime + used.ru_stime
    return {"cpu_s": cpu, "frames": frames["grabbed"], "analysed": frames["analysed"], "signatures": signatures}


def theirs(command):
    core = str(machine.cores()[0])
    command = ["taskset", "-c", core, *map(str, command)]
    threads = {name: "1" for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **threads})
    told = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit("bench-peers: the peer failed; its own words are above")
    done = json.loads(told)
    cpu = used.ru_utime + used.ru_stime
    return {"cpu_s": cpu, "frames": done["frames"], "analysed": done["analysed"], "signatures": done["faces"]}


def show(parts, rows):
    told = machine.described()
    print(f"{told['processor']}, one core, one thread each; clip {parts.clip}, 1080p25 H.264, {rows[0]['frames']} frames, CPU time")
    print(f"\n{'':27} {'frames/s per core':>18} {'cameras a core':>15} {'analysed':>9} {'signatures':>11} {'ours/this':>10}")
    for row in rows:
        ratio = rows[0]["frames_per_s_per_core"] / row["frames_per_s_per_core"]
        print(
            f"{row['name']:27} {row['frames_per_s_per_core']:18.1f} {row['cameras_per_core']:15.2f} {row['analysed']:9d} "
            f"{row['signatures']:11d} {ratio:10.2f}"
        )
    print("\nOurs also finds people without a face, follows everybody, keeps visits and scores, and tells the broker. Cameras are reckoned, not tried.")


if __name__ == "__main__":
    main()
