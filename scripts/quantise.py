"""Int8 copies of the networks; started by scripts/quantise, which says what it does."""

import argparse
import hashlib
import json
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime as ort
from onnx import version_converter
from onnxruntime.quantization import CalibrationMethod, QuantType, create_calibrator
from onnxruntime.quantization.calibrate import CalibrationDataReader, TensorData
from onnxruntime.quantization.qdq_quantizer import QDQQuantizer
from onnxruntime.quantization.quant_utils import load_model_with_shape_infer
from onnxruntime.quantization.shape_inference import quant_pre_process

MANIFEST = Path("models/manifest.toml")
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", "target")) / "release" / "showfloor"

# Ranges of weights for each channel need it; two of the networks are older.
OPSET = 13
# What becomes int8. The rest moves numbers about, or is so little that converting them costs more.
KINDS = ["Conv", "Relu", "Clip", "Add", "Mul", "Sigmoid", "MaxPool", "Resize", "Concat"]
# x * sigmoid(x) is nothing below this: what lies lower needs no room in the range.
SILU_FLOOR = -8.0

# A network is taken from this gain in CPU time on, in parts of f32.
GAIN = 0.10
# Times that differ by less are the same.
CHANCE = 0.05
# A signature: cosine with the f32 one, in the mean and of the worst; the norm of the raw embedding, which quality is judged by.
COSINE, WORST_COSINE, NORM = 0.990, 0.970, 0.02
# Faces and people of f32 that are found, and found ones that f32 has; how far landmarks move in the mean, in widths of the face.
FOUND, MOVED = 0.98, 0.010

# Portraits that set ranges, and that are measured on; faces among them are made this wide, as cameras see them. LFW's have some 95.
PORTRAITS = (200, 300)
WIDTHS_PX = [95, 95, 60, 40]
# Long side of what the face network sees (models.face_input_px).
FACE_PX = 640
# Frames of a clip, at most, or nearly.
FRAMES = 60
TIMED, ROUNDS = 12, 8
# What eval identity may lose, in points of TAR; faces as they are, and this wide.
LOSS, SHRINK_PX = 0.1, [None, 60, 40]

VIDEOS = {".mp4", ".mkv", ".avi", ".mov", ".gif", ".h264", ".h265", ".webm"}
PICTURES = {".jpg", ".jpeg", ".png", ".pgm", ".ppm"}
STRIDES = (8, 16, 32)
# The template of ArcFace, as src/vision/align.rs has it.
TEMPLATE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])


def main():
    args = arguments()
    ort.set_default_logger_severity(3)
    logging.disable(logging.WARNING)
    cv2.setNumThreads(1)
    manifest = tomllib.loads(MANIFEST.read_text())
    files = {role: MANIFEST.parent / manifest[role]["file"] for role in ("face", "signature", "person")}
    material = gather(args, session(files["face"].read_bytes()))
    kept, made = [], {}
    with tempfile.TemporaryDirectory() as scratch:
        for network in networks(material, manifest):
            if len(network.measured) < TIMED:
                kept.append(f"{network.role}: stays f32, there is too little to set ranges and measure with")
                continue
            best = try_all(network, files[network.role], Path(scratch))
            if best is None:
                kept.append(f"{network.role}: stays f32, int8 is not worth it on this machine")
            else:
                made[network.role] = best
    print()
    for line in kept:
        print(f"quantise: {line}")
    if not made:
        print("quantise: nothing is written: models/manifest.toml is the list for this machine")
        return 0
    write(args.out, manifest, files, made)
    return check(args.out, args.faces, material["set_by"]) if args.check and args.faces else 0


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--faces", type=Path)
    parser.add_argument("--frames", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    return parser.parse_args()


# --- What ranges are taken from, and what is measured on ---


def gather(args, face_net):
    """Aligned faces and frames, each in a part that sets ranges and one that is measured on."""
    found = {"faces": ([], []), "frames": ([], []), "set_by": []}
    if args.faces:
        people = sorted(folder for folder in args.faces.iterdir() if folder.is_dir())
        rng = random.Random(1)
        rng.shuffle(people)
        third = len(people) // 3
        for part, (folders, most) in enumerate(zip((people[:third], people[third:]), PORTRAITS, strict=True)):
            for folder in folders[:most]:
                if part == 0:
                    found["set_by"].append(folder.name)
                pictures = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
                crop = portrait(face_net, pictures[0], rng.choice(WIDTHS_PX)) if pictures else None
                if crop is not None:
                    found["faces"][part].append(crop)
    for folder in args.frames:
        loose = []
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in VIDEOS:
                halves(found["frames"], clip(path))
            elif path.suffix.lower() in PICTURES:
                loose.append(path)
        pictures = [cv2.imread(str(path)) for path in loose[:: max(1, len(loose) // FRAMES)]]
        halves(found["frames"], [small(picture) for picture in pictures if picture is not None])
    (a, b), (c, d) = ([len(part) for part in found[what]] for what in ("faces", "frames"))
    print(f"quantise: ranges from {a} faces and {c} frames, measured on {b} and {d} others")
    return found


def halves(parts, frames):
    half = len(frames) // 2
    # Neighbours say the same of ranges.
    parts[0].extend(frames[:half:4])
    parts[1].extend(frames[half::2])


def clip(path):
    video, frames = cv2.VideoCapture(str(path)), []
    while True:
        more, frame = video.read()
        if not more:
            return frames[:: max(1, len(frames) // FRAMES)]
        frames.append(small(frame))


def small(frame):
    """As large as the face network sees it, from which the appliance makes the person network's picture, too."""
    scale = FACE_PX / max(frame.shape[:2])
    return frame if scale >= 1 else cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def portrait(net, path, width_px):
    """The most central face, aligned, from a picture in which it is so wide; None where there is none."""
    picture = cv2.imread(str(path))
    if picture is None:
        return None
    face = central(net, picture)
    if face is None:
        return None
    if face[0][2] > 1.1 * width_px:
        smaller = cv2.resize(picture, None, fx=width_px / face[0][2], fy=width_px / face[0][2], interpolation=cv2.INTER_AREA)
        # As a camera's compression does.
        picture = cv2.imdecode(cv2.imencode(".jpg", smaller, [cv2.IMWRITE_JPEG_QUALITY, 85])[1], cv2.IMREAD_COLOR)
        face = central(net, picture)
        if face is None:
            return None
    # From close by, as src/vision/closer.rs.
    x, y, w, h = face[0]
    side = 2 * max(w, h)
    left, top = (int(max(0, middle - side / 2)) for middle in (x + w / 2, y + h / 2))
    part = picture[top : int(y + h / 2 + side / 2), left : int(x + w / 2 + side / 2)]
    face = central(net, part, 192, True)
    return None if face is None else align(picture, face[1] + (left, top))


def central(net, picture, long_side=FACE_PX, up=False):
    boxes, _, landmarks = faces(net, *face_input(picture, long_side, up), 0.6)
    if not len(boxes):
        return None
    off = np.abs(boxes[:, :2] + boxes[:, 2:] / 2 - np.array(picture.shape[1::-1]) / 2).sum(1)
    return boxes[off.argmin()], landmarks[off.argmin()]


def align(picture, landmarks):
    p, q = landmarks.mean(0), TEMPLATE.mean(0)
    f, t = landmarks - p, TEMPLATE - q
    spread = (f * f).sum()
    a, b = (f * t).sum() / spread, (f[:, 0] * t[:, 1] - f[:, 1] * t[:, 0]).sum() / spread
    matrix = np.array([[a, -b, q[0] - a * p[0] + b * p[1]], [b, a, q[1] - b * p[0] - a * p[1]]])
    sampler = cv2.INTER_CUBIC if np.hypot(a, b) > 1 else cv2.INTER_AREA
    return cv2.warpAffine(picture, matrix, (112, 112), flags=sampler, borderMode=cv2.BORDER_REPLICATE)


# --- The networks as the appliance feeds and reads them ---


def session(model):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def run(net, planes):
    return net.run(None, {net.get_inputs()[0].name: planes})


def scaled(picture, long_side, up, fill):
    """The picture as planes with sides of multiples of 32, and its pixels per pixel of these."""
    scale = long_side / max(picture.shape[:2])
    scale = scale if up else min(scale, 1.0)
    size = [max(1, round(side * scale)) for side in picture.shape[1::-1]]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    padded = np.full((*(-(-side // 32) * 32 for side in small.shape[:2]), 3), fill, np.uint8)
    padded[: small.shape[0], : small.shape[1]] = small
    return planes(padded), picture.shape[1] / size[0]


def planes(picture):
    return np.ascontiguousarray(picture.transpose(2, 0, 1)[None].astype(np.float32))


def face_input(picture, long_side=FACE_PX, up=False):
    return scaled(picture, long_side, up, 0)


def person_input(picture):
    return scaled(picture, 416, True, 114)


def grid(shape, stride):
    columns, rows = shape[3] // stride, shape[2] // stride
    at = np.arange(columns * rows)
    return np.stack([at % columns, at // columns], 1)


def faces(net, planes, scale, least=0.7):
    out = dict(zip([output.name for output in net.get_outputs()], run(net, planes), strict=True))
    boxes, scores, landmarks = [], [], []
    for stride in STRIDES:
        corner = grid(planes.shape, stride)
        score = np.sqrt(out[f"cls_{stride}"].clip(0, 1) * out[f"obj_{stride}"].clip(0, 1)).reshape(-1)
        good = score >= least
        corner, raw, points = corner[good], out[f"bbox_{stride}"].reshape(-1, 4)[good], out[f"kps_{stride}"].reshape(-1, 10)[good]
        boxes.append(box(raw, corner, stride))
        scores.append(score[good])
        landmarks.append((points.reshape(-1, 5, 2) + corner[:, None]) * stride)
    boxes, scores, landmarks = map(np.concatenate, (boxes, scores, landmarks))
    best = suppress(boxes, scores, 0.3)
    return boxes[best] * scale, scores[best], landmarks[best] * scale


def people(net, planes, scale, least=0.35):
    raw = run(net, planes)[0][0]
    corners = [grid(planes.shape, stride) for stride in STRIDES]
    stride = np.concatenate([np.full((len(corner), 1), s) for corner, s in zip(corners, STRIDES, strict=True)])
    score = raw[:, 4] * raw[:, 5]
    good = score >= least
    boxes = box(raw[good], np.concatenate(corners)[good], stride[good])
    best = suppress(boxes, score[good], 0.5)
    return boxes[best] * scale, score[good][best], None


def box(raw, corner, stride):
    middle, size = (raw[:, :2] + corner) * stride, np.exp(raw[:, 2:4]) * stride
    return np.concatenate([middle - size / 2, size], 1)


def suppress(boxes, scores, most):
    best = np.array(cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), 0.0, most), int).reshape(-1)
    return best[np.argsort(-scores[best])]


class Network:
    """One role: inputs that set ranges, inputs that are measured on, ways to try, and how near f32 a copy is."""

    def __init__(self, role, ranges, measured, ways):
        self.role, self.ranges, self.measured, self.ways = role, ranges, measured, ways

    def timed(self):
        return [np.ascontiguousarray(x[0]) for x in self.measured[:: max(1, len(self.measured) // TIMED)][:TIMED]]


class Embedder(Network):
    """A copy is near where signatures point the same way, and are as long."""

    def judge(self, reference, copy):
        if not hasattr(self, "reference"):
            self.reference = self.signatures(reference)
        (ours, our_norms), (theirs, their_norms) = self.reference, self.signatures(copy)
        cosine, norm = (ours * theirs).sum(1), np.mean(their_norms / our_norms)
        text = f"cosine {cosine.mean():.4f}, worst {cosine.min():.4f}; norm {100 * (norm - 1):+.1f} %"
        return cosine.mean() >= COSINE and cosine.min() >= WORST_COSINE and abs(norm - 1) <= NORM, text

    def signatures(self, net):
        raw = [(run(net, plain)[0][0], run(net, mirrored)[0][0]) for plain, mirrored in self.measured]
        both = np.array([plain / np.linalg.norm(plain) + mirrored / np.linalg.norm(mirrored) for plain, mirrored in raw])
        return both / np.linalg.norm(both, axis=1, keepdims=True), np.array([np.linalg.norm(plain) for plain, _ in raw])


class Detector(Network):
    """A copy is near where it finds the same, and landmarks stand where they stood."""

    def __init__(self, find, *rest):
        super().__init__(*rest)
        self.find = find

    def judge(self, reference, copy):
        if not hasattr(self, "reference"):
            self.reference = [self.find(reference, *picture) for picture in self.measured]
        ours = theirs = both = 0
        overlaps, moved = [], []
        for picture, (boxes, _, landmarks) in zip(self.measured, self.reference, strict=True):
            found, _, points = self.find(copy, *picture)
            ours, theirs = ours + len(boxes), theirs + len(found)
            for i, j, overlap in match(boxes, found):
                both += 1
                overlaps.append(overlap)
                if landmarks is not None:
                    moved.append(np.linalg.norm(landmarks[i] - points[j], axis=1).mean() / boxes[i][2])
        text = f"{both} of {ours} found, {theirs - both} besides; overlap {np.mean(overlaps or [0]):.3f}"
        if moved:
            text += f"; landmarks off by {100 * np.mean(moved):.1f} % of the face's width"
        near = both >= FOUND * max(ours, theirs, 1) and np.mean(moved or [0]) <= MOVED
        return near and ours > 0, text


def match(ours, theirs):
    """Pairs that overlap by half, best first."""
    if not len(ours) or not len(theirs):
        return
    low = np.maximum(ours[:, None, :2], theirs[None, :, :2])
    high = np.minimum((ours[:, :2] + ours[:, 2:])[:, None], (theirs[:, :2] + theirs[:, 2:])[None])
    common = np.clip(high - low, 0, None).prod(2)
    overlap = common / (ours[:, 2:].prod(1)[:, None] + theirs[:, 2:].prod(1)[None] - common)
    while overlap.max() >= 0.5:
        i, j = np.unravel_index(overlap.argmax(), overlap.shape)
        yield i, j, overlap[i, j]
        overlap[i], overlap[:, j] = -1, -1


def networks(material, manifest):
    """What is tried of each: (convolutions at the input that stay float, those at the outputs, 7-bit weights). Without VNNI two products are
    added up in 16 bits and may not fit, which the first convolution suffers from most; 7 bits always fit."""
    prepare = manifest["signature"]["prepare"]
    mean, std = np.array(prepare["mean"]), np.array(prepare["std"])

    def crop(face):
        return planes(((face[:, :, ::-1] if prepare["order"] == "rgb" else face) - mean) / std)

    both = [[(crop(face), crop(face[:, ::-1])) for face in part] for part in material["faces"]]
    yield Embedder("signature", [x for pair in both[0] for x in pair], both[1], [(0, 0, False), (1, 0, False), (1, 1, False), (1, 0, True)])
    looks = [[face_input(frame) for frame in part] for part in material["frames"]]
    yield Detector(faces, "face", [x for x, _ in looks[0]], looks[1], [(1, 1, False), (1, 2, False), (3, 2, False)])
    looks = [[person_input(frame) for frame in part] for part in material["frames"]]
    yield Detector(people, "person", [x for x, _ in looks[0]], looks[1], [(2, 1, False), (4, 1, False), (8, 1, False), (20, 1, False)])


# --- Int8 ---


def prepared(file, scratch):
    """The model as the quantiser wants it: folded, with names, and with sides that are free where the appliance feeds pictures of several shapes."""
    model = onnx.load(file)
    if model.opset_import[0].version < OPSET:
        model = version_converter.convert_version(model, OPSET)
    sides = model.graph.input[0].type.tensor_type.shape.dim
    if not (sides[2].dim_value == sides[3].dim_value == 112):
        sides[2].dim_param, sides[3].dim_param = "height", "width"
        for output in model.graph.output:
            output.type.tensor_type.shape.dim[1].dim_param = "cells"
    # Shapes of before would contradict these.
    del model.graph.value_info[:]
    plain, ready = scratch / "plain.onnx", scratch / "ready.onnx"
    onnx.save(model, plain)
    quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
    return ready


class Inputs(CalibrationDataReader):
    def __init__(self, name, inputs):
        self.name, self.inputs = name, iter(inputs)

    def get_next(self):
        planes = next(self.inputs, None)
        return None if planes is None else {self.name: planes}


def ranges(network, ready, scratch):
    calibrator = create_calibrator(ready, KINDS, augmented_model_path=str(scratch / "augmented.onnx"), calibrate_method=CalibrationMethod.MinMax)
    graph = onnx.load(ready).graph
    calibrator.collect_data(Inputs(graph.input[0].name, network.ranges))
    found = calibrator.compute_data()
    readers = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node.op_type)
    for name in found:
        if sorted(readers.get(name, [])) == ["Mul", "Sigmoid"]:
            low, high = found[name].range_value
            found[name] = TensorData(lowest=np.maximum(low, np.array(SILU_FLOOR, low.dtype)), highest=high)
    return found


def left_float(graph, stem, heads):
    """Nodes up to the n-th convolution with what follows it, and from the n-th before each output on; and what is not worth it."""
    made_by = {name: node for node in graph.node for name in node.output}
    left, convs = set(), 0
    if stem:
        for node in graph.node:
            convs += node.op_type == "Conv"
            if convs > stem:
                break
            left.add(node.name)

    def back(name, depth):
        node = made_by.get(name)
        if node is None or depth == 0:
            return
        left.add(node.name)
        for name in node.input:
            back(name, depth - (node.op_type == "Conv"))

    for output in graph.output:
        back(output.name, heads)
    return sorted(left)


def quantised(ready, found, way):
    stem, heads, seven_bits = way
    model = load_model_with_shape_infer(ready)
    left = left_float(model.graph, stem, heads)
    quantiser = QDQQuantizer(model, True, seven_bits, QuantType.QInt8, QuantType.QUInt8, found, [], left, KINDS, {})
    quantiser.quantize_model()
    return quantiser.model.model.SerializeToString()


def try_all(network, file, scratch):
    """The fastest copy that is near enough and pays, or as fast as that, as (bytes, what it is worth); None where there is none."""
    ready = prepared(file, scratch)
    found = ranges(network, ready, scratch)
    reference = session(ready.read_bytes())
    copies = {way: quantised(ready, found, way) for way in network.ways}
    sessions = {way: session(copy) for way, copy in copies.items()}
    times = timed({None: reference, **sessions}, network.timed())
    print(f"\nquantise: {network.role}: f32 {times[None]:.2f} ms")
    good = []
    for way, net in sessions.items():
        near, text = network.judge(reference, net)
        gain = 1 - times[way] / times[None]
        print(f"quantise:   {said(way)}: {times[way]:.2f} ms ({100 * gain:+.0f} % gained); {text}{'' if near else ': not near enough'}", flush=True)
        if near and gain >= GAIN:
            good.append(way)
    if not good:
        return None
    fastest = min(times[way] for way in good)
    # Ways are listed by how much is trusted to them; what lies between them in time is chance.
    best = next(way for way in good if times[way] <= (1 + CHANCE) * fastest)
    return copies[best], f"{times[best]:.2f} ms for {times[None]:.2f}"


def said(way):
    stem, heads, seven_bits = way
    left = [f"first {stem}"] * (stem > 0) + [f"last {heads}"] * (heads > 0)
    return "int8" + (f", {' and '.join(left)} float" if left else "") + (", 7-bit weights" if seven_bits else "")


def timed(sessions, inputs):
    """Milliseconds of CPU for each, the best of rounds in which all take turns: the machine has other work, too."""
    best = dict.fromkeys(sessions, float("inf"))
    for round_number in range(ROUNDS + 1):
        for name, net in sessions.items():
            start = time.process_time()
            for planes in inputs:
                run(net, planes)
            # The first one lays out memory.
            if round_number:
                best[name] = min(best[name], 1000 * (time.process_time() - start) / len(inputs))
    return best


# --- What is written, and what it loses ---


def write(out, manifest, files, made):
    text = MANIFEST.read_text()
    for role, (model, worth) in made.items():
        file, sha256 = f"{files[role].stem}.int8.onnx", hashlib.sha256(model).hexdigest()
        (out / file).write_bytes(model)
        changes = {
            "file": file,
            "name": manifest[role]["name"] + " int8",
            "sha256": sha256,
            "source": f"scripts/quantise, from {files[role].name}",
        }
        text = changed(text, role, changes)
        print(f"quantise: {role}: int8, {worth}: {out / file} (sha256 {sha256[:12]}...)")
    # Networks that stayed are looked for where they always are.
    (out / "int8.toml").write_text("# Made by scripts/quantise for the machine it ran on, out of models/manifest.toml.\n" + text)
    print(f'quantise: to use it: [models] manifest = "{(out / "int8.toml").resolve()}"')
    if "signature" in made:
        print("quantise: signatures of this model are compared with those of this model alone: colleagues who were enrolled before are enrolled anew,")
        print("quantise: and visitors who were known before are new ones")


def changed(text, role, changes):
    start = text.index(f"[{role}]\n")
    end = text.index("\n[", start)
    table = text[start:end]
    for key, value in changes.items():
        table = re.sub(rf'(?m)^{key} = ".*"$', f'{key} = "{value}"', table, count=1)
    return text[:start] + table + text[end:]


def check(out, faces, set_by):
    """What eval identity says of both lists, on a folder of those who set no ranges."""
    if not PROGRAM.exists():
        sys.exit(f"quantise: there is no {PROGRAM} to check with\n  hint: cargo build --release")
    worst = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for folder in faces.iterdir():
            if folder.is_dir() and folder.name not in set_by:
                (Path(scratch) / folder.name).symlink_to(folder.resolve())
        for width in SHRINK_PX:
            reports = [measured(scratch, width, models) for models in (None, out / "int8.toml")]
            print(f"quantise: faces {'as they are' if width is None else f'of {width} px'}:")
            for key in ("tar_at_far_1e-2", "tar_at_far_1e-3", "fnir_at_fpir_1e-2", "fnir_at_fpir_3e-3"):
                before, after = (100 * report[key] for report in reports)
                print(f"quantise:   {key}: f32 {before:.2f} %, int8 {after:.2f} %", flush=True)
                if key.startswith("tar"):
                    worst = max(worst, before - after)
    print(f"quantise: at most {worst:.2f} points of TAR lost; {LOSS} may be")
    return int(worst > LOSS)


def measured(faces, width, models):
    command = [str(PROGRAM), "eval", "identity", "--faces", faces, "--json"]
    command += ["--shrink", str(width)] if width else []
    command += ["--models", str(models)] if models else []
    said = subprocess.run(command, capture_output=True, text=True)
    if said.returncode:
        sys.exit(f"quantise: eval identity failed: {said.stderr.strip()}")
    return json.loads(said.stdout)


if __name__ == "__main__":
    sys.exit(main())
