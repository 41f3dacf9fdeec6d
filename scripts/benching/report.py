"""What was measured, for people."""


def text(found):
    lines = [the_machine(found["machine"]), ""]
    for name, clip in found["clips"].items():
        if "one_core" in clip:
            lines += one_core(name, clip["one_core"]) + [""]
        if clip["live"]:
            lines += live(name, clip["live"]) + [""]
    if "cameras_sustained" in found:
        lines.append(f"cameras sustained  {found['cameras_sustained']}: {found['cameras_sustained_is']}")
    if "ratio_to_floor" in found:
        lines.append(f"whole / floor      {found['ratio_to_floor']:.2f}")
    if "memory" in found:
        lines += memory(found["memory"])
    if "empty" in found:
        lines += empty(found["empty"])
    if found.get("signatures"):
        lines += [""] + signatures(found["signatures"])
    lines += [f"NOT MEASURED: {failure['part']}: {failure['why']}" for failure in found["failed"]]
    return "\n".join(lines)


def the_machine(machine):
    caches = ", ".join(f"{level} {size}" for level, size in machine["caches"].items())
    return f"{machine['processor']}, {machine['cores']} cores, {' '.join(machine['instructions'])}, {caches}"


def one_core(name, run):
    frames = run["frames"]
    lines = [
        f"One core, clip {name}: {run['video_s']:.1f} s of 1080p H.264, {frames['grabbed']} frames decoded, "
        f"{frames['analysed']} analysed, {frames['dropped']} dropped",
        f"  whole line    {run['frames_per_s_per_core']:8.1f} frames/s per core ({run['cpu_s']:.2f} CPU s; "
        f"{run['wall_s']:.2f} s by the clock)",
        f"  floors' sum   {frames['grabbed'] / run['floor_s']:8.1f} frames/s per core ({run['floor_s']:.2f} CPU s, of which "
        f"{run['decoding_s']:.2f} decoding)",
        f"  whole / floor {run['ratio_to_floor']:8.2f}",
        f"  analysed      {run['analysed_ms']:8.1f} ms of CPU each, beside decoding",
        "",
        f"  {'stage':16} {'calls':>7} {'ms each':>10} {'alone, ms':>10}",
    ]
    for row in run["stages"]:
        alone = f"{row['alone_ms']:.2f}" if "alone_ms" in row else "-"
        lines.append(f"  {row['stage']:16} {row['calls']:7d} {row['ms']:10.2f} {alone:>10}")
    inputs = run["alone"]["inputs"]
    parts = ", ".join(f"{part} {ms:.2f}{at(inputs, part)}" for part, ms in run["alone"]["ms"].items())
    lines.append(f"  floors, ms: {parts} (the fastest of {run['alone']['rounds']} rounds)")
    return lines


def at(inputs, part):
    return f" ({inputs[part]})" if part in inputs else ""


def live(name, results):
    lines = [
        f"Live cameras on two cores, clip {name}:",
        f"  {'cameras':>7} {'streams':>7} {'frames/s':>9} {'analysed':>9} {'dropped':>8} {'cores':>6} {'each':>6} {'decided p50/95/99 ms':>22} "
        f"{'broker p50/95/99 ms':>21} {'peak MB':>8} {'theirs':>7} {'others':>7}",
    ]
    for result in results:
        lines.append(
            f"  {result['cameras']:7d} {result['streams']:>7} {result['grabbed_per_s']:9.1f} {result['analysed_per_s']:9.2f} "
            f"{result['dropped_share']:8.1%} {result['cpu_cores']:6.2f} {result['cpu_cores_each']:6.3f} "
            f"{percentiles(result, 'decided'):>22} {percentiles(result, 'mqtt'):>21} {result['peak_mb']:8.0f} "
            f"{result['cameras_cpu_cores']:7.2f} {result['other_cpu_cores']:7.2f}"
            + ("" if result["sustained"] else f"  not sustained: {'; '.join(result['missed'])}")
        )
    lines.append("  (theirs: CPU that the cameras on this machine took; others: what else ran)")
    last = results[-1]["latency"]["decided"]
    if last:
        lines.append(f"  {results[-1]['cameras']} cameras, from frame to decision: {histogram(last)}")
    return lines


def percentiles(result, name):
    told = result["latency"][name]
    if not told:
        return "-"
    return "/".join(f"{told[key]:.0f}" for key in ("p50_ms", "p95_ms", "p99_ms")) + f" ({told['count']})"


def histogram(told):
    """The share in each bucket that holds any."""
    parts, before = [], 0
    for bound, count in told["buckets"]:
        if count > before:
            label = f"{bound * 1000:.0f}" if bound else "more"
            parts.append(f"<={label} ms {100 * (count - before) / told['count']:.1f} %")
        before = count
    return ", ".join(parts)


def memory(told):
    return [
        f"memory             {told['peak_mb']:.0f} MB at the most with {told['cameras']} cameras and {told['signatures']:,} signatures, "
        f"{told['decoders_mb']:.0f} MB decoding alone: {told['above_mb']:.0f} MB more"
    ]


def empty(told):
    return [
        f"empty building     {told['cpu_cores']:.2f} cores with {told['cameras']} cameras, {told['decoders_cpu_cores']:.2f} decoding alone: "
        f"{told['ratio_to_decoding']:.2f} ({told['analysed_per_s']:.1f} frames/s of each looked at)"
    ]


def signatures(rows):
    lines = [f"  {'signatures':>10} {'us a search':>12} {'reading, us':>12} {'ns each':>8} {'bytes each':>11}"]
    for row in rows:
        each = row["search_us"] * 1000 / row["signatures"]
        lines.append(
            f"  {row['signatures']:10,} {row['search_us']:12.1f} {row['read_us']:12.1f} {each:8.3f} {row['bytes_each']:11.0f}"
        )
    return lines
