"""A site of its own for each run: a folder with a configuration, a store, and the program run on them."""

import json
import re
import shutil
import socket
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CONFIG = """
[site]
id = "bench"
timezone = "UTC"
[models]
manifest = "{root}/models/manifest.toml"
dir = "{models}"
runtime = "{runtime}"
[privacy]
recognition = "all"
legal_basis = "test clips, in a store that is deleted"
retention_days = 3650
[behaviour]
unattended_after_s = 10
report_every_s = 5
[scoring]
rules = "{root}/config/scoring/showroom.toml"
[mqtt]
broker = "embedded"
embedded_port = 0
[store]
path = "store.db"
key_file = "store.key"
[web]
listen = "127.0.0.1:{port}"
tokens_file = "tokens.toml"
"""

CAMERA = """
[[camera]]
id = "c{n}"
url = "{url}"
{sub}
[[zone]]
id = "car{n}"
camera = "c{n}"
kind = "product"
label = "car {n}"
polygon = [[0.02, 0.3], [0.98, 0.3], [0.98, 1.0], [0.02, 1.0]]
"""


def camera(number, url):
    """A camera, of which the main stream is analysed, or both where there are two addresses."""
    url, *small = url if isinstance(url, tuple) else (url,)
    sub = "".join(f'substream = "{address}"\nanalyse = "both"' for address in small)
    return CAMERA.format(n=number, url=url, sub=sub)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Site:
    def __init__(self, folder, parts, urls, store=None):
        self.folder, self.program = Path(folder), parts.program
        self.folder.mkdir(parents=True)
        self.port = free_port()
        text = CONFIG.format(root=ROOT, models=parts.models, runtime=parts.runtime, port=self.port)
        text += "".join(camera(n + 1, url) for n, url in enumerate(urls))
        (self.folder / "showfloor.toml").write_text(text)
        if store:
            for file in Path(store).glob("store.*"):
                shutil.copy(file, self.folder)
        self.token = self.made_token()

    def start(self, cores, *arguments):
        """The program on these cores. What it says goes to `said`, by descriptors of its own."""
        command = ["taskset", "-c", ",".join(map(str, cores)), self.program, "run", *arguments]
        with open(self.folder / "said", "w") as said:
            return subprocess.Popen(
                command + ["--config", "showfloor.toml"], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=said
            )

    def said(self):
        return (self.folder / "said").read_text()

    def made_token(self):
        """Lets us read the figures. Without its file of tokens a site does not start."""
        command = [self.program, "web", "token", "--client", "bench", "--scope", "metrics", "--config", "showfloor.toml"]
        made = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)
        return re.search(r"\S{20,}", made.stdout)[0]

    def figures(self):
        """The samples of /metrics: by name, a list of labels and value."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/metrics")
        request.add_header("Authorization", f"Bearer {self.token}")
        samples = {}
        with urllib.request.urlopen(request, timeout=10) as answer:
            for line in answer.read().decode().splitlines():
                found = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
                if found and not line.startswith("#"):
                    labels = dict(re.findall(r'(\w+)="([^"]*)"', found[2] or ""))
                    samples.setdefault(found[1], []).append((labels, float(found[3])))
        return samples


def summary(said):
    """What `run` says at its end: frames of all cameras, and the stages."""
    # As src/cmd/run.rs words them.
    counted = re.findall(r"^\S+: (\d+) frames, (\d+) analysed, (\d+) dropped, (\d+) (?:unchanged|with nothing new)", said, re.M)
    names = ["grabbed", "analysed", "dropped", "unchanged"]
    frames = {name: sum(int(camera[i]) for camera in counted) for i, name in enumerate(names)}
    stages = re.findall(r"^(\w[\w, ]*?) +(\d+) x +([\d.]+) ms +\d+%", said, re.M)
    if not counted or not stages:
        raise ValueError(f"the summary of a run cannot be read; it said:\n{said}")
    rows = [{"stage": re.sub(r"\W+", "_", name), "calls": int(calls), "ms": float(ms)} for name, calls, ms in stages]
    return frames, rows


def last_json(text):
    return json.loads(text.strip().splitlines()[-1])
