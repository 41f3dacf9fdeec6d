"""What processes cost, and what the machine is."""

import os
import platform
import re
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cores():
    """Those that this process may use, the last one first: interrupts go to the first."""
    return sorted(os.sched_getaffinity(0), reverse=True)


def cpu_seconds(pid):
    """User and system time of a process so far; 0 when it has gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    # The program's name, in parentheses, may hold spaces.
    fields = stat.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def family(pid):
    """A process and all that it started."""
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += [int(child) for child in task.read_text().split()]
        except OSError:
            pass
    return [pid] + [one for child in children for one in family(child)]


def family_cpu_seconds(pids):
    return sum(cpu_seconds(one) for pid in pids for one in family(pid))


def peak_mb(pid):
    """The most memory that a process has had, in MB of 1,000,000 bytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+)", status, re.M)[1]) * 1024 / 1e6


def busy_seconds():
    """CPU time of everything on the machine so far."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    idle, waiting = int(fields[3]), int(fields[4])
    return (sum(int(field) for field in fields[:8]) - idle - waiting) / TICKS


def described():
    """The machine by what counts here, without its name."""
    info = Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)", info, re.M)
    flags = re.search(r"^(?:flags|Features)\s*: (.*)", info, re.M)
    known = ["avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "amx_int8", "asimd", "asimddp", "i8mm"]
    have = set(flags[1].split()) if flags else set()
    caches = {}
    for index in Path("/sys/devices/system/cpu/cpu0/cache").glob("index*"):
        level, kind = (index / "level").read_text().strip(), (index / "type").read_text().strip()
        if kind != "Instruction":
            caches[f"L{level}"] = (index / "size").read_text().strip()
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "instructions": [flag for flag in known if flag in have],
        "caches": dict(sorted(caches.items())),
    }
