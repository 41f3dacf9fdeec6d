"""What was measured, as a drawing: one idea to a chart, labels on the lines, bars and axes from zero, light and dark."""

import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 64, 120, 64, 44

STYLE = """
  text { font: 14px system-ui, sans-serif; fill: var(--ink); font-variant-numeric: tabular-nums }
  .title { font-size: 16px; font-weight: 600 } .note { fill: var(--quiet) }
  .line { fill: none; stroke-width: 2 } .axis { stroke: var(--quiet); stroke-width: 1 }
  .a { stroke: var(--cold) } .b { stroke: var(--warm) } .c { stroke: var(--quiet); stroke-dasharray: 4 4 }
  .dot { fill: var(--paper); stroke-width: 2 }
  :root { --ink: #1d2733; --quiet: #5b6875; --paper: #ffffff; --cold: #3f6080; --warm: #9a5b00 }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e6ebf0; --quiet: #9aa7b4; --paper: #151b22; --cold: #8fb3d6; --warm: #e0a648 }
  }
"""


def drawn(found):
    charts = [cameras(found), latencies(found)]
    if found.get("signatures"):
        charts += [searches(found["signatures"]), memory(found["signatures"])]
    charts = [chart for chart in charts if chart]
    height = HEIGHT * len(charts)
    body = "\n".join(f'<g transform="translate(0 {HEIGHT * i})">\n{chart}\n</g>' for i, chart in enumerate(charts))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="What a camera and a signature cost">\n<style>{STYLE}</style>\n'
        f'<rect width="{WIDTH}" height="{height}" style="fill: var(--paper)"/>\n{body}\n</svg>\n'
    )


def cameras(found):
    series = []
    for (name, clip), kind in zip(found["clips"].items(), "ab"):
        points = [(run["cameras"], run["cpu_cores"] / run["cameras"]) for run in main_streams(clip)]
        series.append((name, kind, points))
    note = "Live, on two cores. Once both are busy frames are dropped, and a camera gets less than it needs."
    return chart("Cores for each camera", note, "cameras", series, "{:.2f}")


def main_streams(clip):
    return [run for run in clip["live"] if run["streams"] == "main"] or clip["live"]


def latencies(found):
    series = []
    for (name, clip), kind in zip(found["clips"].items(), "ab"):
        told = [(run["cameras"], run["latency"]["decided"]) for run in main_streams(clip)]
        series.append((name, kind, [(count, figures["p95_ms"]) for count, figures in told if figures]))
    counts = [count for _, _, points in series for count, _ in points]
    if not counts:
        return None
    series.append(("target", "c", [(min(counts), 300), (max(counts), 300)]))
    note = "95 of 100 analysed frames are decided about within so many milliseconds."
    return chart("From frame to decision, ms", note, "cameras", series, "{:.0f}")


def searches(rows):
    search = [(row["signatures"], row["search_us"] * 1000 / row["signatures"]) for row in rows]
    read = [(row["signatures"], row["read_us"] * 1000 / row["signatures"]) for row in rows]
    note = "One face compared with all, beside reading the same bytes. It rises where they leave a cache."
    return chart("Nanoseconds for each signature", note, "signatures", [("search", "a", search), ("reading", "b", read)], "{:.1f}")


def memory(rows):
    points = [(row["signatures"], row["bytes_each"]) for row in rows]
    return chart("Bytes of memory for each signature", "", "signatures", [("gallery", "a", points)], "{:.0f}")


def chart(title, note, unit, series, form):
    """Lines over an axis that doubles, or goes by tens."""
    xs = sorted({x for _, _, points in series for x, _ in points})
    if not xs:
        return None
    most = nice(max(y for _, _, points in series for _, y in points))
    low, high = math.log(xs[0]), math.log(xs[-1])

    def place(x, y):
        along = (math.log(x) - low) / (high - low) if high > low else 0.5
        return LEFT + along * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y / most * (HEIGHT - TOP - BOTTOM)

    parts = [label(16, 24, title, "title"), label(16, 44, note, "note")]
    x_end, base = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts.append(f'<path class="axis" d="M{LEFT} {base}H{x_end}"/>')
    for x in xs:
        parts.append(label(place(x, 0)[0], base + 20, short(x), "note", "middle"))
    parts.append(label(x_end + 32, base + 20, unit, "note"))
    for y in (0, most / 2, most):
        parts.append(label(LEFT - 8, place(xs[0], y)[1] + 5, form.format(y), "note", "end"))
    ends = []
    for name, kind, points in series:
        spots = [place(x, y) for x, y in points]
        if not spots:
            continue
        parts.append(f'<path class="line {kind}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in spots)}"/>')
        if kind != "c":
            parts += [f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in spots]
        ends.append((spots[-1][1] + 5, spots[-1][0] + 10, f"{name} {form.format(points[-1][1])}"))
    # Labels that would lie on each other move apart.
    ends.sort()
    for i, (y, x, words) in enumerate(ends):
        if i and y < ends[i - 1][0] + 16:
            y = ends[i - 1][0] + 16
            ends[i] = (y, x, words)
        parts.append(label(x, y, words, ""))
    return "\n".join(parts)


def nice(value):
    """The next larger of 1, 2, 5 and their tens."""
    if value <= 0:
        return 1
    unit = 10 ** math.floor(math.log10(value))
    return next(unit * step for step in (1, 2, 5, 10) if value <= unit * step)


def short(number):
    for unit, name in [(1_000_000, "M"), (1_000, "k")]:
        if number >= unit:
            return f"{number / unit:g}{name}"
    return str(number)


def label(x, y, words, kind, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
