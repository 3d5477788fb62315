"""The row `steps`: single stages on one thread, by the micro-benchmarks of the rooms."""
import json
import subprocess

import inputs

PROGRAMS = ("planes_bench", "pixels_bench", "disk_cache_bench")
IN_MICROSECONDS = {"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6}


def measured(program):
    out = subprocess.run([inputs.BUILD / "bench" / program, "--benchmark_format=json", "--benchmark_min_time=0.2"], check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return {f"{program.removesuffix('_bench')}: {each['name']}": each["cpu_time"] * IN_MICROSECONDS[each["time_unit"]]
            for each in json.loads(out)["benchmarks"]}


class StepsRow:
    name = "steps"

    def __init__(self, options):
        subprocess.run(["cmake", "--build", inputs.BUILD, "--target", *PROGRAMS], check=True, stdout=subprocess.DEVNULL)

    def run(self, options):
        print("steps", flush=True)
        numbers = {name: time for program in PROGRAMS for name, time in measured(program).items()}
        return {"title": "Single steps, in microseconds of CPU time", "numbers": numbers, "goals": []}
