#!/usr/bin/env python3
"""seeds.py TARGET FOLDER: what a target begins with, made from the project's own files, so that it is never behind them.

FOLDER/inputs gets inputs, FOLDER/words the words that occur in them, as libFuzzer's dictionary. Inputs that no file of the
project is like stand in fuzz/seeds/TARGET.
"""

import json
import re
import shutil
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SAMPLE = ROOT / "config/showfloor.toml"
RULES = [*sorted((ROOT / "config/scoring").glob("*.toml")), ROOT / "tests/data/rules.toml"]
STREAM = ROOT / "tests/data/showroom.jsonl"


def config():
    """The sample with every setting switched on and without its comments, and the tests' showroom."""
    lines = [re.sub(r"^#(?=[a-z\[])", "", line) for line in SAMPLE.read_text().splitlines()]
    yield "\n".join(line for line in lines if line and not line.startswith("#"))
    yield (ROOT / "tests/data/showroom.toml").read_text()


def rules():
    for file in RULES:
        yield file.read_text()


def expressions():
    """Each condition and calculation of the rule files, for each purpose and about several things."""
    found = []
    for file in RULES:
        found += re.findall(r"""^(?:when|points) = (?:'([^'\n]*)'|"([^"\n]*)")""", file.read_text(), re.MULTILINE)
    for number, (one, other) in enumerate(found):
        for purpose in "012":
            yield f"{purpose}{chr(ord('A') + number % 26)}{one or other}"


def recordings():
    """Stretches of the tests' recording, without signatures: those are numbers of which one is like the other."""
    header, *entries = (json.loads(line) for line in STREAM.read_text().splitlines())
    header["start"]["templates"] = []
    seen = {"observation", "tick"}
    told = [n for n, entry in enumerate(entries) if not seen & set(entry.get("input", {}))]
    for start in [0, 200, 900, *told]:
        part = entries[max(0, start - 8) : start + 8]
        yield "\n".join(map(compact, [header, *map(without_signatures, part)])) + "\n"


def without_signatures(value):
    if isinstance(value, dict):
        return {key: without_signatures(v) for key, v in value.items() if key != "signature"}
    return [without_signatures(v) for v in value] if isinstance(value, list) else value


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def networks():
    """A face and a person in some cells, and numbers that are none."""
    good = [0.9, 0.8, 0.4, 0.5, 0.9, 0.9, 0.2, 0.3, 0.6, 0.3, 0.4, 0.5, 0.2, 0.7, 0.6, 0.7]
    odd = [float("nan"), float("inf"), -float("inf"), 3e38, -3e38, 1e-40, 88.0, 0.0]
    cells = [[good], [good, good], [good[:n] + [o] + good[n + 1 :] for n, o in enumerate(odd)], [[1.0] * 16]]
    for found in cells:
        for sides in ((63, 63), (255, 143), (0, 0)):
            places = range(3, 3 + 40 * len(found), 40)
            yield struct.pack("<3B", *sides, 100) + b"".join(
                struct.pack("<H16f", place, *numbers) for place, numbers in zip(places, found)
            )


MAKERS = {
    "config": config,
    "rules": rules,
    "expressions": expressions,
    "recordings": recordings,
    "networks": networks,
}
# Whose words a target that has no maker, or whose inputs are no text, is to know.
WORDS_OF = {
    "commands": [ROOT / "docs/mqtt.md"],
    "events": [ROOT / "docs/events.md", ROOT / "docs/openapi.json"],
    "expressions": RULES,
    "config": [SAMPLE],
}


def main():
    target, folder = sys.argv[1], Path(sys.argv[2])
    inputs = folder / "inputs"
    shutil.rmtree(folder, ignore_errors=True)
    inputs.mkdir(parents=True)
    made = list(MAKERS.get(target, list)())
    for number, seed in enumerate(made):
        (inputs / f"{number:03}").write_bytes(seed if isinstance(seed, bytes) else seed.encode())
    text = "\n".join(seed for seed in made if isinstance(seed, str))
    text += "\n".join(file.read_text() for file in WORDS_OF.get(target, []))
    committed = ROOT / "fuzz/seeds" / target
    if committed.is_dir():
        text += "\n".join(file.read_text(errors="ignore") for file in sorted(committed.iterdir()))
    words = sorted(set(re.findall(r"[A-Za-z_][A-Za-z_.-]{2,30}", text)))
    (folder / "words").write_text("".join(f'"{word}"\n' for word in words))


if __name__ == "__main__":
    main()
