"""scripts/bench, which see: runs the parts that were asked for, and tells what came of them."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import clips
import machine
import measure
import plot
import report

# How many cameras the appliance must carry, and of how many memory and an empty room are told.
TARGET = 8
COUNTS = [1, 2, 4, 8, 16]


def main():
    parts = parse()
    with tempfile.TemporaryDirectory(prefix="showfloor-bench-") as scratch:
        found = measured(parts, Path(scratch))
    if parts.svg:
        Path(parts.svg).write_text(plot.drawn(found))
    if parts.json:
        print(json.dumps(found))
    else:
        print(report.text(found))


def parse():
    parser = argparse.ArgumentParser()
    for name in ["program", "floors", "fill", "signatures", "footage", "models", "runtime"]:
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--cameras", type=int)
    parser.add_argument("--clip", choices=["crowd", "room"], default="crowd")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--streams", choices=["main", "both"], default="main")
    parser.add_argument("--person", default="416x288")
    return parser.parse_args()


def measured(parts, scratch):
    shown = {"crowd": clips.crowd(parts.footage)}
    if parts.scale or parts.clip == "room":
        shown["room"] = clips.room(parts.footage)
    found = {"machine": machine.described(), "clips": {}}
    for name, clip in shown.items():
        if parts.scale or name == parts.clip:
            found["clips"][name] = {"one_core": measure.one_core(parts, clip, scratch)}
    tried = lives(parts, shown, scratch, found)
    head = found["clips"][parts.clip]
    best = measure.sustained(tried)
    found.update(
        {
            "cameras_sustained": best,
            "cameras_sustained_is": f"live 1080p25 cameras of the clip {parts.clip} on {min(2, machine.described()['cores'])} "
            f"cores, of {sorted(tried)} that were tried",
            "ratio_to_floor": head["one_core"]["ratio_to_floor"],
            "frames_per_s_per_core": head["one_core"]["frames_per_s_per_core"],
            "analysed_ms": head["one_core"]["analysed_ms"],
            "stages": head["one_core"]["stages"],
        }
    )
    count = parts.cameras if parts.cameras in tried else TARGET
    found["memory"] = memory(parts, shown[parts.clip], tried[count])
    found["empty"] = empty(parts, clips.empty(parts.footage), count, scratch)
    if parts.scale:
        found["signatures"] = measure.signatures(parts)
    return found


def lives(parts, shown, scratch, found):
    """The live cameras of each clip that was asked for; those of the main one are returned."""
    if parts.scale:
        for name, clip in shown.items():
            found["clips"][name]["live"] = [measure.live(parts, clip, count, scratch) for count in COUNTS]
    else:
        clip = shown[parts.clip]
        tried = (
            {parts.cameras: measure.live(parts, clip, parts.cameras, scratch)}
            if parts.cameras
            else measure.search(parts, clip, scratch)
        )
        found["clips"][parts.clip]["live"] = [tried[count] for count in sorted(tried)]
    return {result["cameras"]: result for result in found["clips"][parts.clip]["live"]}


def memory(parts, clip, full):
    """The peak, with 100,000 signatures in the store, beside the decoders' alone."""
    alone = measure.decoders(parts, clip, full["cameras"])
    return {
        "cameras": full["cameras"],
        "signatures": 100_000,
        "peak_mb": full["peak_mb"],
        "decoders_mb": alone["peak_mb"],
        "above_mb": full["peak_mb"] - alone["peak_mb"],
        "decoders_cpu_cores": alone["cpu_cores"],
    }


def empty(parts, clip, count, scratch):
    """What it costs to look at nobody, beside decoding alone."""
    run = measure.live(parts, clip, count, scratch, measure.SHORT_S)
    alone = measure.decoders(parts, clip, count)
    if not run["grabbed_per_s"] or not alone["grabbed_per_s"]:
        sys.exit("bench: no frame came of an empty room: the machine does too much else")
    # Each as it would be at 25 frames a second, should one of them not have kept pace.
    cost = [result["cpu_cores"] / result["grabbed_per_s"] for result in (run, alone)]
    return {
        "cameras": count,
        "cpu_cores": run["cpu_cores"],
        "decoders_cpu_cores": alone["cpu_cores"],
        "ratio_to_decoding": cost[0] / cost[1],
        "analysed_per_s": run["analysed_per_s"],
        "live": run,
    }


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
