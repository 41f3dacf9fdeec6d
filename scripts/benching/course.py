"""The course of a bench: parts one after the other, each said with what is left, kept where that is wanted, and none of them fatal."""

import json
import subprocess
import sys
import time
from pathlib import Path

from measure import Failed


def say(words):
    print(f"bench: {words}", file=sys.stderr, flush=True)


class Course:
    def __init__(self, kept, seconds):
        """Results go to the folder `kept`, and are not measured again where they are there; all of it takes about so many seconds."""
        self.kept, self.left, self.failed, self.begun = Path(kept), seconds, [], time.monotonic()
        self.kept.mkdir(parents=True, exist_ok=True)

    def part(self, name, seconds, work):
        """What came of a part that takes about so many seconds; nothing where it failed."""
        file = self.kept / f"{name}.json"
        if file.exists():
            say(f"{name}: kept from before")
            self.left -= seconds
            return json.loads(file.read_text())
        say(f"{name}, {seconds:.0f} s ({max(1, round(self.left / 60))} min to go in all)")
        try:
            result = work()
        except (Failed, OSError, ValueError, KeyError, ZeroDivisionError, subprocess.SubprocessError) as error:
            why = str(error) if isinstance(error, Failed) else f"{type(error).__name__}: {error}"
            say(f"{name} FAILED, the rest goes on: {why}")
            self.failed.append({"part": name, "why": why})
            return None
        finally:
            self.left -= seconds
        half = file.with_suffix(".half")
        half.write_text(json.dumps(result))
        half.rename(file)
        return result

    def skip(self, seconds):
        """Something that was reckoned with is not needed."""
        self.left -= seconds

    def took(self):
        return time.monotonic() - self.begun
