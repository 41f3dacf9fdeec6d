"""What is measured: one core as fast as it goes, live cameras at their own pace, decoders alone, an empty room, signatures."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import clips
import latency
import machine
from appliance import ROOT, Site, free_port, last_json, summary

# A camera counts as analysed 8 times a second with one frame in a hundred less: measurements begin and end between frames.
LEAST_FPS = 8 * 0.99
MOST_DROPPED = 0.01
LONGEST_P95_MS = 300
WORDS = {"decided": "the decision", "mqtt": "the broker"}
# How long a recording is played as fast as it goes.
PLAYED_S = 42
# Until all cameras run and the first visits are open.
WARM_UP_S = 8
PYTHON = "/usr/bin/python3"  # Debian's, which knows GStreamer


class Failed(Exception):
    """One part could not be measured; the others may."""


# --- One core ---


def floors(parts, clip):
    """Milliseconds of each part alone, on one core."""
    core = machine.cores()[0]
    arguments = [parts.floors, "calls", clip, ROOT / "models/manifest.toml", parts.models, parts.runtime, parts.person]
    return last_json(run(["taskset", "-c", core, *arguments], FLOORS_ROUNDS="1" if parts.quick else "6"))


def one_core(parts, clip, scratch):
    """The clip over and over, as fast as it goes, beside its floors."""
    alone = floors(parts, clip)
    video = clips.looped(clip, PLAYED_S if not parts.quick else 5, scratch)
    site = Site(scratch / f"one-core-{clip.stem}", parts, ["clip.mp4"])
    start = time.monotonic()
    process = site.start(machine.cores()[:1], "--input", video, "--speed", "max")
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status:
        raise Failed(f"the run failed, and said:\n{site.said()}")
    frames, stages = summary(site.said())
    return reckoned(frames, stages, alone, used.ru_utime + used.ru_stime, wall, clips.seconds(video))


def reckoned(frames, stages, alone, cpu, wall, video):
    """The run beside the sum of its floors: each part as often as the line asked for it."""
    ms, calls = alone["ms"], {row["stage"]: row["calls"] for row in stages}
    each = {
        "decode": [(1, "decode")],
        "convert": [(1, "convert")],
        "face_net": [(1, "face_net")],
        "face_net_part": [(1, "face_net_part")],
        "person_net": [(1, "person_net"), (1, "resize_person")],
        "closer_look": [(1, "face_net_close")],
        # The face and its mirror image.
        "signature_net": [(2, "signature_net")],
    }
    # Once for each analysed picture, whatever is looked at of it.
    floor = frames["analysed"] * ms["resize"] / 1000
    for stage, parts in each.items():
        count = frames["grabbed"] if stage == "decode" else calls.get(stage, 0)
        floor += count * sum(times * ms[part] for times, part in parts) / 1000
    shown = ["decode", "convert", "face_net", "face_net_part", "person_net"]
    for row in stages:
        if row["stage"] in shown:
            row["alone_ms"] = ms[row["stage"]]
        elif row["stage"] == "prepare":
            both = frames["analysed"] * ms["resize"] + calls.get("person_net", 0) * ms["resize_person"]
            row["alone_ms"] = both / row["calls"]
        elif row["stage"] == "closer_look":
            row["alone_ms"] = ms["face_net_close"]
        elif row["stage"] == "signature_net":
            row["alone_ms"] = 2 * ms["signature_net"]
    decoding = frames["grabbed"] * ms["decode"] / 1000
    return {
        "ratio_to_floor": cpu / floor,
        "frames_per_s_per_core": frames["grabbed"] / cpu,
        "analysed_ms": (cpu - decoding) * 1000 / frames["analysed"],
        "cpu_s": cpu,
        "floor_s": floor,
        "decoding_s": decoding,
        "wall_s": wall,
        "video_s": video,
        "cameras_reckoned_per_core": video / cpu,
        "frames": frames,
        "stages": stages,
        "alone": alone,
    }


# --- Live cameras ---


class Cameras:
    """RTSP cameras on this machine; their processes are no part of what is measured."""

    def __init__(self, clip, count, small=None):
        port = str(free_port())
        script = Path(__file__).with_name("cameras.py")
        command = [PYTHON, script, clips.camera(clip), port, str(count), *([small] if small else [])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            raise Failed(
                "no live cameras: GStreamer's RTSP server is missing\n"
                "  hint: apt-get install python3-gst-1.0 gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-bad"
            )
        self.urls = [f"rtsp://127.0.0.1:{port}/cam{n}" for n in range(count)]
        if small:
            self.urls = [(url, url.replace("/cam", "/sub")) for url in self.urls]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_seconds(self):
        return machine.family_cpu_seconds([self.process.pid])


def live(parts, clip, count, streams, seconds, scratch):
    """So many cameras at their own pace on two cores, with a full store."""
    cores = machine.cores()[:2]
    folder = scratch / f"live-{clip.stem}-{count}-{time.monotonic_ns()}"
    small = clips.small(clip) if streams == "both" else None
    store = filled_store(parts, scratch)
    with Cameras(clip, count, small) as cameras:
        site = Site(folder, parts, cameras.urls, store)
        process = site.start(cores)

        def used():
            return [machine.cpu_seconds(process.pid), cameras.cpu_seconds(), machine.busy_seconds()]

        try:
            wait_for_frames(site, process, count)
            time.sleep(WARM_UP_S)
            before, at, begun = site.figures(), time.monotonic(), used()
            time.sleep(seconds)
            took = time.monotonic() - at
            cpu = [(after - begin) / took for begin, after in zip(begun, used())]
            after, peak = site.figures(), machine.peak_mb(process.pid)
        except OSError as error:
            raise Failed(f"the appliance gave no figures ({error}), and said:\n{site.said()}") from error
        finally:
            ended(process)
    shutil.rmtree(folder, ignore_errors=True)
    return {"streams": streams, **judged(count, took, before, after, cpu, peak)}


def ended(process):
    """The appliance has ten seconds to stop in order."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for_frames(site, process, count):
    for _ in range(600):
        time.sleep(0.1)
        if process.poll() is not None:
            raise Failed(f"the appliance ended, and said:\n{site.said()}")
        try:
            seen = site.figures().get("showfloor_camera_frames_analysed_total", [])
        except OSError:
            continue
        if sum(value > 0 for _, value in seen) == count:
            return
    raise Failed(f"not all of {count} cameras gave pictures within a minute; the appliance said:\n{site.said()}")


def judged(count, took, before, after, cores, peak):
    def each(what):
        name = f"showfloor_camera_frames_{what}_total"
        was = {labels["camera"]: value for labels, value in before.get(name, [])}
        return {labels["camera"]: value - was.get(labels["camera"], 0) for labels, value in after.get(name, [])}

    analysed, dropped, unchanged = each("analysed"), each("dropped"), each("unchanged")
    looked_at = sum(analysed.values()) + sum(unchanged.values())
    chosen = looked_at + sum(dropped.values())
    told = {}
    for name, figure in [("decided", "showfloor_camera_delay_seconds"), ("mqtt", "showfloor_message_delay_seconds")]:
        told[name] = latency.told(latency.grown(latency.of(before, figure), latency.of(after, figure)))
    rates = [(analysed[camera] + unchanged.get(camera, 0)) / took for camera in analysed]
    result = {
        "cameras": count,
        "seconds": took,
        "grabbed_per_s": sum(each("grabbed").values()) / count / took,
        "analysed_per_s": sum(analysed.values()) / count / took,
        "unchanged_per_s": sum(unchanged.values()) / count / took,
        "least_looked_at_per_s": min(rates),
        "dropped_share": sum(dropped.values()) / chosen if chosen else 0.0,
        "cpu_cores": cores[0],
        "cpu_cores_each": cores[0] / count,
        "cameras_cpu_cores": cores[1],
        "other_cpu_cores": max(0.0, cores[2] - cores[0] - cores[1]),
        "peak_mb": peak,
        "latency": told,
        "stages": stage_means(before, after),
    }
    result["sustained"] = not missed(result)
    result["missed"] = missed(result)
    return result


def missed(result):
    """What of the target this many cameras do not reach."""
    reasons = []
    if result["least_looked_at_per_s"] < LEAST_FPS:
        reasons.append(f"{result['least_looked_at_per_s']:.2f} frames/s of one camera")
    if result["dropped_share"] >= MOST_DROPPED:
        reasons.append(f"{result['dropped_share']:.1%} dropped")
    for name, told in result["latency"].items():
        if told and told["p95_ms"] >= LONGEST_P95_MS:
            reasons.append(f"p95 to {WORDS[name]} {told['p95_ms']:.0f} ms")
    return reasons


def stage_means(before, after):
    def totals(samples, end):
        name = f"showfloor_stage_duration_seconds_{end}"
        return {labels["stage"]: value for labels, value in samples.get(name, [])}

    counts, sums = [
        {stage: value - totals(before, end).get(stage, 0) for stage, value in totals(after, end).items()}
        for end in ("count", "sum")
    ]
    return [
        {"stage": stage, "calls": int(calls), "ms": sums[stage] * 1000 / calls} for stage, calls in counts.items() if calls
    ]


def sustained(tried):
    """The most cameras that are sustained, of all that were tried."""
    return max((result["cameras"] for result in tried if result["sustained"]), default=0)


def decoders(parts, clip, count):
    """So many cameras opened and decoded on two cores, and nothing else."""
    with Cameras(clip, count) as cameras:
        cores = ",".join(map(str, machine.cores()[:2]))
        result = last_json(run(["taskset", "-c", cores, parts.floors, "decoders", parts.short_s, *cameras.urls]))
    result["cpu_cores"] = result.pop("cpu_s") / result["seconds"]
    result["grabbed_per_s"] = result.pop("frames") / result["seconds"] / count
    return result


# --- Signatures ---


def filled_store(parts, scratch):
    """A store with 100,000 signatures of 20,000 visitors, made when first asked for."""
    folder = scratch / "filled"
    if not folder.exists():
        half = scratch / "half-filled"
        shutil.rmtree(half, ignore_errors=True)
        Site(half, parts, ["clip.mp4"])
        run([parts.fill, half / "showfloor.toml"])
        half.rename(folder)
    return folder


def signatures(parts):
    core = machine.cores()[0]
    most = ["10000"] if parts.quick else []
    return [json.loads(line) for line in run(["taskset", "-c", core, parts.signatures, *most]).splitlines()]


def run(command, **environment):
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment})
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} failed, and said:\n{done.stderr}")
    return done.stdout
