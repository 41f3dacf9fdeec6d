"""The peers' part of scripts/eval-tracking, and the table: see there."""

import argparse
import json
import pathlib
import warnings

import motmetrics
import numpy
import supervision
import trackers

# motmetrics 1.4.0 calls it; NumPy 2 no longer has it.
numpy.asfarray = lambda values: numpy.asarray(values, dtype=float)

PEERS = [
    ("SORT", trackers.SORTTracker),
    ("ByteTrack", trackers.ByteTrackTracker),
    ("OC-SORT", trackers.OCSORTTracker),
    ("CBIoU", trackers.CBIoUTracker),
]
METRICS = ["idf1", "mota", "num_switches", "num_false_positives", "num_misses", "num_objects"]
OVERALL = "OVERALL"  # as motmetrics names it


def main():
    arguments = read_arguments()
    sequences = sequences_in(arguments.mot)
    systems = {"ours": {s.name: read_tracks(arguments.ours / f"{s.name}.txt") for s in sequences}}
    for name, peer in PEERS:
        systems[name] = {s.name: follow(peer(), s) for s in sequences}
    truth = {s.name: read_truth(s / "gt" / "gt.txt") for s in sequences}
    scores = {name: score(truth, tracks) for name, tracks in systems.items()}
    if arguments.json:
        print(json.dumps(scores, indent=2))
    else:
        show(scores)


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mot", type=pathlib.Path, required=True)
    parser.add_argument("--ours", type=pathlib.Path, required=True)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def sequences_in(mot):
    return sorted(s for s in mot.iterdir() if (s / "det" / "det.txt").is_file() and (s / "gt" / "gt.txt").is_file())


# --- The peers ---


def follow(tracker, sequence):
    """One peer's lines over one sequence: frame, id, box. What it gives no id is not reported."""
    detections = numpy.loadtxt(sequence / "det" / "det.txt", delimiter=",", ndmin=2)
    lines = []
    for frame in range(1, int(detections[:, 0].max()) + 1):
        here = detections[detections[:, 0] == frame]
        corners = here[:, 2:6].copy()
        corners[:, 2:] += corners[:, :2]
        seen = supervision.Detections(
            xyxy=corners, confidence=here[:, 6], class_id=numpy.zeros(len(here), dtype=int)
        )
        found = tracker.update(seen)
        for box, number in zip(found.xyxy, found.tracker_id):
            if number >= 0:
                lines.append((frame, number, box[0], box[1], box[2] - box[0], box[3] - box[1]))
    return numpy.array(lines, dtype=float).reshape(-1, 6)


# --- The score ---


def read_tracks(path):
    lines = path.read_text().splitlines()
    return numpy.array([line.split(",")[:6] for line in lines], dtype=float).reshape(-1, 6)


def read_truth(path):
    """The boxes that count: in MOTChallenge the seventh number says so."""
    boxes = numpy.loadtxt(path, delimiter=",", ndmin=2)
    return boxes[boxes[:, 6] != 0][:, :6]


def score(truth, tracks):
    """Figures by sequence and over all. A box is found where it overlaps the truth by half (IoU 0.5)."""
    names = list(truth)
    accumulators = [accumulate(truth[name], tracks[name]) for name in names]
    table = motmetrics.metrics.create().compute_many(
        accumulators, names=names, metrics=METRICS, generate_overall=True
    )
    return {name: {metric: float(row[metric]) for metric in METRICS} for name, row in table.iterrows()}


def accumulate(truth, tracks):
    accumulator = motmetrics.MOTAccumulator()
    for frame in sorted(set(truth[:, 0]) | set(tracks[:, 0])):
        there, found = (boxes[boxes[:, 0] == frame] for boxes in (truth, tracks))
        distances = motmetrics.distances.iou_matrix(there[:, 2:6], found[:, 2:6], max_iou=0.5)
        accumulator.update(
            there[:, 1].astype(int).tolist(), found[:, 1].astype(int).tolist(), distances, frameid=int(frame)
        )
    return accumulator


# --- The table ---


def show(scores):
    rows = list(next(iter(scores.values())))
    print("IDF1, MOTA, identity switches:\n")
    print(f"{'':16}" + "".join(f"{name:>22}" for name in scores))
    for row in rows:
        cells = (scores[name][row] for name in scores)
        print(
            f"{'over all' if row == OVERALL else row:16}"
            + "".join(f"{c['idf1']:>10.3f} {c['mota']:>6.3f} {c['num_switches']:>4.0f}" for c in cells)
        )


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
