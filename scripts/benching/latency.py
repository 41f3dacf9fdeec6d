"""Histograms as /metrics has them: how they grew, and what lies below which share of them."""


def of(samples, name):
    """The histogram of this name, over all labels: how many lay at or below each bound."""
    below = {}
    for labels, value in samples.get(f"{name}_bucket", []):
        bound = float(labels["le"])
        below[bound] = below.get(bound, 0) + value
    return dict(sorted(below.items()))


def grown(before, after):
    return {bound: count - before.get(bound, 0) for bound, count in after.items()}


def told(below):
    """Percentiles in milliseconds, placed within their bucket as if all of it were alike; none where nothing was counted."""
    total = max(below.values(), default=0)
    if not total:
        return None
    figures = {f"p{share}_ms": percentile(below, total * share / 100) for share in (50, 95, 99)}
    within = [count for bound, count in below.items() if bound <= 0.3]
    # Finer bounds than 300 ms are needed for this one.
    if 0.3 in below:
        figures["within_300_ms"] = within[-1] / total
    figures["count"] = int(total)
    figures["buckets"] = [[bound if bound < float("inf") else None, int(count)] for bound, count in below.items()]
    return figures


def percentile(below, rank):
    low, before = 0.0, 0.0
    for bound, count in below.items():
        if count >= rank:
            if bound == float("inf"):
                return low * 1000
            part = (rank - before) / (count - before) if count > before else 1.0
            return (low + (bound - low) * part) * 1000
        low, before = bound, count
    return low * 1000
