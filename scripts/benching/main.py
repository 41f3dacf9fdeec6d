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
from course import Course, say

# How many cameras the appliance must carry, and of how many memory and an empty room are told.
TARGET = 8
COUNTS = [1, 2, 4, 8, 16]
# What the parts take, in seconds: of live cameras besides the measurement itself, of decoders the same, one core, the store, signatures.
LIVE_S, DECODERS_S, ONE_CORE_S, FILL_S, SIGNATURES_S = 25, 15, 80, 30, 100


def main():
    parts = parse()
    with tempfile.TemporaryDirectory(prefix="showfloor-bench-") as scratch:
        course = Course(parts.keep or Path(scratch) / "kept", estimate(parts))
        say(f"about {max(1, round(course.left / 60))} min")
        found = measured(parts, course, Path(scratch))
    if parts.svg:
        Path(parts.svg).write_text(plot.drawn(found))
    if parts.json:
        print(json.dumps(found))
    else:
        print(report.text(found))
    say(f"took {course.took() / 60:.1f} min")
    sys.exit(1 if course.failed else 0)


def parse():
    parser = argparse.ArgumentParser()
    for name in ["program", "floors", "fill", "signatures", "footage", "models", "runtime"]:
        parser.add_argument(f"--{name}", required=True, type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--cameras", type=int)
    parser.add_argument("--clip", choices=["crowd", "room"], default="crowd")
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--streams", choices=["main", "both"], default="main")
    parser.add_argument("--person", default="416x288")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--quick", action="store_true")
    parts = parser.parse_args()
    parts.scale |= parts.quick
    parts.seconds = parts.seconds or (4 if parts.quick else 20 if parts.scale else 30)
    parts.short_s = 4 if parts.quick else 15
    # Of how many cameras the figures of the head are.
    parts.head = parts.cameras or (2 if parts.quick else TARGET)
    parts.counts = [1, 2] if parts.quick else COUNTS
    return parts


def shown(parts):
    """The clips that are shown, by name."""
    wanted = ["crowd", "room"] if parts.scale else [parts.clip]
    return {name: getattr(clips, name)(parts.footage) for name in wanted}


def estimate(parts):
    """About how many seconds all of it takes; where a number of cameras is searched for, at the most."""
    lives = 1 if parts.cameras else 4
    names = 1
    if parts.scale:
        names, lives = 2, len(parts.counts) + 1
    seconds = FILL_S + names * (one_core_s(parts) + lives * (parts.seconds + LIVE_S))
    seconds += 2 * (parts.short_s + DECODERS_S) + parts.short_s + LIVE_S
    return seconds + (SIGNATURES_S * (0.1 if parts.quick else 1) if parts.scale else 0)


def one_core_s(parts):
    return 15 if parts.quick else ONE_CORE_S


def measured(parts, course, scratch):
    found = {"machine": machine.described(), "clips": {}, "failed": course.failed}
    course.part("store", FILL_S, lambda: str(measure.filled_store(parts, scratch)))
    for name, clip in shown(parts).items():
        of_clip = found["clips"].setdefault(name, {})
        one_core = course.part(
            f"one-core-{name}", one_core_s(parts), lambda clip=clip: measure.one_core(parts, clip, scratch)
        )
        if one_core:
            of_clip["one_core"] = one_core
        of_clip["live"] = lives(parts, course, name, clip, scratch)
    head = found["clips"][parts.clip]
    if "one_core" in head:
        for key in ["ratio_to_floor", "frames_per_s_per_core", "analysed_ms", "stages"]:
            found[key] = head["one_core"][key]
    tried = [result for result in head["live"] if result["streams"] == parts.streams]
    if tried:
        found["cameras_sustained"] = measure.sustained(tried)
        counts = [result["cameras"] for result in tried]
        found["cameras_sustained_is"] = (
            f"live 1080p25 cameras of the clip {parts.clip} on {min(2, found['machine']['cores'])} cores, of {counts} that were tried"
        )
    seconds = parts.short_s + DECODERS_S
    clip = shown(parts)[parts.clip]
    alone = course.part(f"decoders-{parts.clip}-{parts.head}", seconds, lambda: measure.decoders(parts, clip, parts.head))
    full = next((result for result in tried if result["cameras"] == parts.head), None)
    if alone and full:
        found["memory"] = memory(full, alone)
    nobody = empty(parts, course, scratch)
    if nobody:
        found["empty"] = nobody
    if parts.scale:
        seconds = SIGNATURES_S * (0.1 if parts.quick else 1)
        found["signatures"] = course.part("signatures", seconds, lambda: measure.signatures(parts)) or []
    return found


def lives(parts, course, name, clip, scratch):
    """The live cameras of a clip that were asked for, fewest first."""
    seconds = parts.seconds + LIVE_S

    def live(count, streams=parts.streams):
        work = lambda: measure.live(parts, clip, count, streams, parts.seconds, scratch)  # noqa: E731
        return course.part(f"live-{name}-{count}-{streams}", seconds, work)

    if parts.cameras:
        tried = [live(parts.cameras)]
    elif parts.scale:
        other = "main" if parts.streams == "both" else "both"
        tried = [live(count) for count in parts.counts] + [live(parts.head, other)]
    else:
        tried = search(live, course, seconds)
    return sorted((result for result in tried if result), key=lambda result: (result["streams"], result["cameras"]))


def search(live, course, seconds):
    """As many as it takes to know how many are sustained."""
    tried = [live(TARGET)]
    if tried[0] and tried[0]["sustained"]:
        course.skip(2 * seconds)
        return [*tried, live(2 * TARGET)]
    for left, count in [(2, 4), (1, 2), (0, 1)]:
        tried.append(live(count))
        if tried[-1] and tried[-1]["sustained"]:
            course.skip(left * seconds)
            break
    return tried


def memory(full, alone):
    """The peak, with 100,000 signatures in the store, beside the decoders' alone."""
    return {
        "cameras": full["cameras"],
        "signatures": 100_000,
        "peak_mb": full["peak_mb"],
        "decoders_mb": alone["peak_mb"],
        "above_mb": full["peak_mb"] - alone["peak_mb"],
        "decoders_cpu_cores": alone["cpu_cores"],
    }


def empty(parts, course, scratch):
    """What it costs to look at nobody, beside decoding alone."""
    clip, count, seconds = clips.empty(parts.footage), parts.head, parts.short_s
    run = course.part(
        f"live-empty-{count}", seconds + LIVE_S, lambda: measure.live(parts, clip, count, "main", seconds, scratch)
    )
    alone = course.part(f"decoders-empty-{count}", seconds + DECODERS_S, lambda: measure.decoders(parts, clip, count))
    if not run or not alone or not run["grabbed_per_s"] or not alone["grabbed_per_s"]:
        return None
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
