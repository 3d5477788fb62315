"""How it is measured: wrk's view of answers, the kernel's view of processes."""
import io
import json
import os
import pathlib
import re
import statistics
import subprocess
import urllib.request

from PIL import Image

import paths as asked
from inputs import WORK

Image.MAX_IMAGE_PIXELS = None
HERE = pathlib.Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")


def family(processes):
    """Their numbers and those of all their children."""
    found = []
    waiting = [process.pid for process in processes]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            waiting += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_seconds(processes):
    total = 0
    for pid in family(processes):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def megabytes(processes, what):
    """Sum over the processes of a line of /proc/…/status: RssAnon, VmHWM."""
    total = 0
    for pid in family(processes):
        line = re.search(rf"^{what}:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M)
        total += int(line[1]) if line else 0
    return total / 1024


def check_answer(base, path, formats=("JPEG", "WEBP")):
    """Size and kind of one answer, before anything is timed: a fast wrong answer is not a result."""
    with urllib.request.urlopen(base + path, timeout=60) as answer:
        picture = Image.open(io.BytesIO(answer.read()))
    if picture.size != asked.size_in(path) or picture.format not in formats:
        raise RuntimeError(f"{base}{path} is a {picture.format} of {picture.size}")


def load(base, paths, seconds, connections=8, threads=2, fields=()):
    """wrk's account of that many seconds of keep-alive requests, in the order of the paths; `fields` go with each."""
    file = WORK / f"paths-{os.getpid()}.txt"
    prefix = re.sub(r"^http://[^/]+", "", base)
    file.write_text("".join(f"{prefix}{path}\n" for path in paths))
    done = subprocess.run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s",
                           HERE / "load.lua", *(part for field in fields for part in ("-H", field)), base], check=True, text=True, stdout=subprocess.PIPE,
                          env={**os.environ, "BENCH_PATHS": str(file), "BENCH_THREADS": str(threads)})
    file.unlink()
    return json.loads(done.stdout.strip().splitlines()[-1])


def measured(base, processes, paths, seconds, connections=8, warm=()):
    """Requests a second, latencies, CPU of the server for a request, memory."""
    if warm:
        load(base, warm, 1, connections)
    before = cpu_seconds(processes)
    raw = load(base, paths, seconds, connections)
    spent = cpu_seconds(processes) - before
    return {"per_second": raw["requests"] / raw["microseconds"] * 1e6, "p50_ms": raw["p50"] / 1000,
            "p99_ms": raw["p99"] / 1000, "cpu_ms": spent / max(1, raw["requests"]) * 1000,
            "anonymous_mb": megabytes(processes, "RssAnon"), "failed": raw["failed"],
            "repeated": raw["asked_most"] * 2 > len(paths)}


def middle(rounds):
    """Of each number the median over the rounds, and the spread of the rates; of failures the sum."""
    merged = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
    merged["failed"] = sum(each["failed"] for each in rounds)
    merged["spread"] = [min(each["per_second"] for each in rounds), max(each["per_second"] for each in rounds)]
    return merged
