"""What a live camera sends: a clip in a loop with a sensor's noise, in a mood that can be changed while it runs."""
import os
import shlex
import subprocess
import threading

RATE = 25


class Mood:
    """What is sent at the moment; one line of text changes it. Kept over connections."""

    def __init__(self, size):
        self.name = "normal"
        self.turn = (0, 0)
        self.size = size
        self.coder = "-g 25"
        self.version = 0
        self.last = b""  # the last picture; a frozen one stays over connections

    def change(self, line):
        word, *rest = shlex.split(line)
        if word == "turn":  # parts of the width and the height
            self.turn = (float(rest[0]), float(rest[1]))
        elif word == "size":
            self.size = rest[0]
        elif word == "coder":
            self.coder = " ".join(rest)
        else:  # normal, freeze, black, cover, slow
            self.name = word
        self.version += word in ("size", "coder")


class Feeder:
    """Decodes, plays the mood, and encodes into `output`, the reading end of a pipe."""

    def __init__(self, file, size, mood):
        self.width, self.height = map(int, size.split("x"))
        self.mood = mood
        self.output, self.into = os.pipe()
        picture = f"fps={RATE},scale={self.width}:{self.height},noise=alls=6:allf=t"
        command = f"ffmpeg -v error -nostdin -re -stream_loop -1 -i {shlex.quote(file)} -an -vf {picture}"
        command += " -pix_fmt yuv420p -f rawvideo -"
        self.decoder = subprocess.Popen(shlex.split(command), stdout=subprocess.PIPE)
        self.encoder = None
        threading.Thread(target=self.run, daemon=True).start()

    def kill(self):
        self.decoder.kill()

    def encode(self):
        """A new encoder: its stream begins with parameters of its own."""
        if self.encoder:
            self.encoder.stdin.close()
            self.encoder.wait()
        command = f"ffmpeg -v error -f rawvideo -pix_fmt yuv420p -s {self.width}x{self.height} -r {RATE} -i -"
        command += " -c:v libx264 -preset ultrafast -tune zerolatency -x264-params sliced-threads=0"
        command += f" {self.mood.coder} -s {self.mood.size} -f h264 -"
        self.encoder = subprocess.Popen(shlex.split(command), stdin=subprocess.PIPE, stdout=self.into)

    def run(self):
        luma = self.width * self.height
        version, number = None, 0
        while frame := self.decoder.stdout.read(luma * 3 // 2):
            if version != self.mood.version:
                version = self.mood.version
                self.encode()
            number += 1
            if self.mood.name == "slow" and number % (RATE // 2):
                continue
            last = self.mood.last = self.played(frame, self.mood.last, luma)
            try:
                self.encoder.stdin.write(last)
                self.encoder.stdin.flush()
            except (BrokenPipeError, ValueError):
                break
        if self.encoder:
            self.encoder.kill()
        os.close(self.into)

    def played(self, frame, last, luma):
        name = self.mood.name
        if name == "freeze":
            return last or frame
        if name in ("black", "cover"):
            return bytes([16 if name == "black" else 110]) * luma + bytes([128]) * (luma // 2)
        right, down = self.mood.turn
        if right or down:
            # Rolls the rows: what goes out on one side comes in on the other.
            by = int(down * self.height) * self.width + int(right * self.width)
            return frame[by:luma] + frame[:by] + frame[luma:]
        return frame
