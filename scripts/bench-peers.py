"""The measuring part of scripts/bench-peers, which see. Everybody searches the same vectors, in turns, on one thread."""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time

DIM = 128
PROBES = 16
BATCH = 8
K = 10
TEMPLATES = 5  # of one person
SPREAD = 0.7  # how far a face lies from its person's middle


def library(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


np = library("numpy")
faiss = library("faiss")
hnswlib = library("hnswlib")
usearch = library("usearch.index")


def main():
    options = parse()
    if np is None:
        print("bench-peers: nothing was measured: numpy, which makes the vectors, is not there")
        return
    for name, module in [("FAISS", faiss), ("hnswlib", hnswlib), ("usearch", usearch)]:
        if module is None:
            say(f"{name} is left out: not installed")
    if faiss is not None:
        faiss.omp_set_num_threads(1)
    for size in options.sizes or [1_000, 10_000, 100_000, 1_000_000]:
        show(size, measure(size, options), options.json)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--graphs-up-to", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def say(words):
    print(f"bench-peers: {words}", file=sys.stderr, flush=True)


# --- The vectors ---


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def faces(size):
    """Templates in the order of persons, and probes: half of them further faces of these, half strangers."""
    random = np.random.default_rng(size)
    people = -(-size // TEMPLATES)
    middles = random.standard_normal((people, DIM), dtype=np.float32)
    templates = np.repeat(middles, TEMPLATES, axis=0)[:size]
    templates = unit(templates + SPREAD * random.standard_normal((size, DIM), dtype=np.float32))
    known = middles[random.integers(0, people, PROBES // 2)]
    strangers = random.standard_normal((PROBES - PROBES // 2, DIM), dtype=np.float32)
    probes = np.concatenate([known, strangers])
    probes = unit(probes + SPREAD * random.standard_normal((PROBES, DIM), dtype=np.float32))
    return templates, random.permutation(probes)


# --- Who takes part: a name, and a function from probes (a matrix) and k to the numbers of the rows found ---


def by_numpy(templates):
    def search(probes, k):
        scores = probes @ templates.T if len(probes) > 1 else (templates @ probes[0])[None]
        best = np.argpartition(scores, -k, axis=1)[:, -k:]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)
        return np.take_along_axis(best, order, axis=1)

    return search


def by_faiss(index, templates):
    index.train(templates)
    index.add(templates)
    return lambda probes, k: index.search(probes, k)[1]


def by_hnswlib(templates):
    index = hnswlib.Index("ip", DIM)
    index.init_index(len(templates), ef_construction=200, M=16)
    index.set_num_threads(1)
    index.add_items(templates)
    index.set_ef(64)
    return lambda probes, k: index.knn_query(probes, k, num_threads=1)[0]


def by_usearch_exact(templates):
    metric = usearch.MetricKind.IP if templates.dtype == np.float32 else usearch.MetricKind.Cos
    dtype = templates.dtype

    def search(probes, k):
        probes = probes if dtype == np.float32 else eight_bits(probes)
        return usearch.search(templates, probes, k, metric, exact=True, threads=1).keys.reshape(-1, k)

    return search


def by_usearch_graph(templates, dtype):
    index = usearch.Index(ndim=DIM, metric="cos", dtype=dtype, connectivity=16, expansion_add=128, expansion_search=64)
    index.add(np.arange(len(templates)), templates, threads=1)
    return lambda probes, k: index.search(probes, k, threads=1).keys.reshape(-1, k)


def eight_bits(vectors):
    return np.clip(np.rint(vectors * 127 / np.abs(vectors).max(axis=1, keepdims=True)), -127, 127).astype(np.int8)


def peers(templates, options):
    yield "numpy", lambda: by_numpy(templates)
    if faiss is not None:
        yield "FAISS flat", lambda: by_faiss(faiss.IndexFlatIP(DIM), templates)
        kind = faiss.ScalarQuantizer.QT_8bit
        yield "FAISS SQ8", lambda: by_faiss(
            faiss.IndexScalarQuantizer(DIM, kind, faiss.METRIC_INNER_PRODUCT), templates
        )
    if usearch is not None:
        yield "usearch exact f32", lambda: by_usearch_exact(templates)
        yield "usearch exact i8", lambda: by_usearch_exact(eight_bits(templates))
    if len(templates) > options.graphs_up_to:
        say(f"graphs of {len(templates):,} templates are left out (--graphs-up-to {options.graphs_up_to})")
        return
    if hnswlib is not None:
        yield "hnswlib HNSW", lambda: by_hnswlib(templates)
    if usearch is not None:
        yield "usearch HNSW f32", lambda: by_usearch_graph(templates, "f32")
        yield "usearch HNSW i8", lambda: by_usearch_graph(templates, "i8")


class Times:
    """Of each call the fastest round so far, in microseconds of CPU time."""

    def __init__(self):
        self.best = {}
        self.found = None

    def take(self, what, times):
        before = self.best.get(what, times)
        self.best[what] = [min(pair) for pair in zip(before, times)]

    def mean(self, what, share=1):
        times = self.best.get(what)
        return sum(times) / len(times) / share if times else None


def measure(size, options):
    templates, probes = faces(size)
    say(f"{size:,} templates: building")
    ours = start_ours(templates, probes, options)
    searches = [(name, build()) for name, build in peers(templates, options)]
    times = {}
    for turn in range(options.rounds):
        say(f"{size:,} templates: round {turn + 1} of {options.rounds}")
        for name, search in searches:
            take_turn(times.setdefault(name, Times()), search, probes)
        ask_ours(ours, times)
    ours.stdin.close()
    ours.wait()
    return rows(times, templates, probes)


def take_turn(times, search, probes):
    one = [probes[i : i + 1] for i in range(len(probes))]
    batches = [probes[i : i + BATCH] for i in range(0, len(probes), BATCH)]
    search(one[0], 1)  # whose turn it was before has left other things in the caches
    times.take("one", [timed(search, probe, 1)[0] for probe in one])
    ten = [timed(search, probe, K) for probe in one]
    times.take("ten", [us for us, _ in ten])
    times.take("batch", [timed(search, batch, K)[0] for batch in batches])
    times.found = [[int(row) for row in found[0]] for _, found in ten]


def timed(search, probes, k):
    begin = time.process_time_ns()
    found = search(probes, k)
    return (time.process_time_ns() - begin) / 1000, found


def start_ours(templates, probes, options):
    path = os.path.join(options.scratch, "vectors.f32")
    with open(path, "wb") as file:
        templates.tofile(file)
        probes.tofile(file)
    pipe = subprocess.PIPE
    return subprocess.Popen([options.ours, path, str(len(templates))], stdin=pipe, stdout=pipe, text=True)


def ask_ours(ours, times):
    """A round of ours: a line for each kernel and one for the read floor; the last one is empty."""
    ours.stdin.write("go\n")
    ours.stdin.flush()
    while answer := json.loads(ours.stdout.readline()):
        mine = times.setdefault(answer["name"], Times())
        for what in ["one", "ten", "batch"]:
            if what in answer:
                mine.take(what, answer[what])
        mine.found = answer.get("found")


# --- The table ---


def rows(times, templates, probes):
    truth = [np.sort(templates.astype(np.float64) @ probe)[::-1][:K] for probe in probes.astype(np.float64)]
    floor = min(times.pop("read floor").best["one"])
    flat = times.get("FAISS flat")
    table = [{"name": "read floor", "one": floor}]
    for name, mine in times.items():
        row = {"name": name, "one": mine.mean("one"), "ten": mine.mean("ten"), "batch": mine.mean("batch", BATCH)}
        for k in [1, K]:
            row[f"recall_at_{k}"] = recall(mine.found, truth, templates, probes, k)
        row["of_floor"] = row["one"] / floor
        if flat is not None:
            row["faster_than_flat"] = flat.mean("one") / row["one"]
            row["faster_than_flat_ten"] = flat.mean("ten") / row["ten"]
            row["faster_than_flat_batch"] = flat.mean("batch", BATCH) / row["batch"]
        table.append(row)
    return table


def recall(found, truth, templates, probes, k):
    """A row counts if its cosine reaches that of the kth best, but for what single precision cannot tell."""
    hits = 0
    for numbers, best, probe in zip(found, truth, probes.astype(np.float64)):
        numbers = list(dict.fromkeys(n for n in numbers[:k] if 0 <= n < len(templates)))
        hits += int((templates[numbers].astype(np.float64) @ probe >= best[k - 1] - 1e-6).sum())
    return hits / (k * len(probes))


COLUMNS = [
    ("us, best 1", "one", "{:.1f}"),
    ("best 10", "ten", "{:.1f}"),
    ("of 8 probes", "batch", "{:.2f}"),
    ("recall@1", "recall_at_1", "{:.3f}"),
    ("@10", "recall_at_10", "{:.3f}"),
    ("x floor", "of_floor", "{:.2f}"),
    ("flat/this: 1", "faster_than_flat", "{:.1f}"),
    ("10", "faster_than_flat_ten", "{:.1f}"),
    ("8 probes", "faster_than_flat_batch", "{:.1f}"),
]


def show(size, table, as_json):
    if as_json:
        print(json.dumps({"templates": size, "table": table}), flush=True)
        return
    print(f"\n{size:,} templates, microseconds a probe:")
    print(f"{'':24}" + "".join(f"{title:>13}" for title, _, _ in COLUMNS))
    for row in table:
        cells = (form.format(row[key]) if row.get(key) is not None else "-" for _, key, form in COLUMNS)
        print(f"{row['name']:24}" + "".join(f"{cell:>13}" for cell in cells))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
