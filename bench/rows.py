"""The rows of the table: what is asked of whom, and what has to be reached."""
import argparse
import contextlib
import os
import statistics
import subprocess
import threading
import time
import urllib.error
import urllib.request

import inputs
import item_rows
import paths as asked
import quality
import servers
import steps
from measure import check_answer, cpu_seconds, family, load, measured, megabytes
from row import Row


def server_side(server, paths_of, options, warm=False):
    """A side that loads a server: `server` gives a context manager, `paths_of` the paths of a round."""
    def measure(number):
        paths = paths_of(number)
        with server() as (base, processes):
            for path in paths[:3]:
                if "/" in path:
                    check_answer(base, path)
            found = measured(base, processes, paths, options.seconds, warm=paths if warm else ())
            if found["repeated"] and not warm:
                raise RuntimeError(f"{len(paths)} paths are too few: some were asked twice, and answered from caches")
            return found
    return measure


def share(paths, options):
    """Another part for each round: nothing is asked twice of one server, nor the same of all in another order."""
    step = len(paths) // options.rounds
    return lambda number: paths[number * step:(number + 1) * step]


def static_row(name, title, image, paths, options, more=(), wanted=(), **settings):
    """Triforium beside nginx with the same answers as files."""
    ours = lambda: servers.triforium(image, **settings)
    with ours() as (base, _):
        folder = inputs.static_files(base, f"{name}-{image.name}", paths)
    once = lambda number: paths
    sides = [("Triforium", server_side(ours, once, options, warm=True)),
             ("nginx with files", server_side(lambda: servers.files(folder), once, options, warm=True)), *more]
    return Row(name, title, sides, [("nginx with files", 1.0), *wanted])


def tiles(options):
    image = inputs.jpeg_pyramid()
    paths = asked.shuffled(asked.tiles(*inputs.size_of(image)), options.seed)
    iip = server_side(lambda: servers.iipsrv(image), lambda number: paths, options, warm=True)
    return static_row("tiles", "Tiles as viewers ask for them, JPEG pyramid, edges included", image, paths, options,
                      [("iipsrv", iip)], [("iipsrv", 10.0)])


def webp(options):
    image = inputs.webp_pyramid()
    paths = asked.shuffled(asked.tiles(*inputs.size_of(image), "webp"), options.seed)
    return static_row("webp", "The same of a WebP pyramid, asked as webp", image, paths, options)


def info(options):
    return static_row("info", "info.json", inputs.jpeg_pyramid(), ["info.json"] * 4, options)


def regions(options):
    image = inputs.jpeg_pyramid()
    paths = share(asked.regions(*inputs.size_of(image), 30_000 * options.rounds, options.seed), options)
    side = lambda server: server_side(server, paths, options)
    return Row("regions", "Regions off the grid: 300–1200 px scaled to 150–800, none twice",
               [("Triforium", side(lambda: servers.triforium(image))), ("iipsrv", side(lambda: servers.iipsrv(image))),
                ("libvips", side(lambda: servers.libvips(image, "page"))),
                ("libvips that chooses levels", side(lambda: servers.libvips(image)))], [("iipsrv", 6.0), ("libvips", 15.0)])


def whole(options):
    image = inputs.jpeg_pyramid()
    paths = asked.wholes(*inputs.size_of(image), options.seed)
    side = lambda server: server_side(server, lambda number: paths, options)
    return Row("whole", "The whole image at widths from 300 to 2000 px, none twice",
               [("Triforium", side(lambda: servers.triforium(image))), ("iipsrv", side(lambda: servers.iipsrv(image))),
                ("libvips", side(lambda: servers.libvips(image)))], [("iipsrv", 8.0)])


def jp2(options):
    image = inputs.lossy_jp2()
    # Its few hundred tiles last no longer, and none is asked for twice.
    options = argparse.Namespace(**{**vars(options), "rounds": min(options.rounds, 2), "seconds": min(options.seconds, 5)})
    paths = share(asked.shuffled(asked.tiles(*inputs.size_of(image)), options.seed), options)
    side = lambda server: server_side(server, paths, options)
    ours = lambda: servers.triforium(image, core=0, TRIFORIUM_DERIVATIVES_ENABLED="false")
    return Row("jp2", "Tiles of a 122-megapixel lossy JP2 without a pyramid, one core each",
               [("Triforium", side(ours)), ("iipsrv", side(lambda: servers.iipsrv(image, core=0, processes=1)))],
               [("iipsrv", 2.0)], options)


def repaired(options):
    """The JP2 once its derivative exists: made before the clock starts."""
    image = inputs.lossy_jp2()
    data = inputs.WORK / "repaired"
    subprocess.run([servers.program(), "import", "--optimise", "--data", data, image], check=True, stdout=subprocess.DEVNULL)
    if not list((data / "derivatives").glob("*.tif")):
        raise SystemExit("repaired: no pyramid was built")

    @contextlib.contextmanager
    def ours():
        port = servers.free_port()
        command = [servers.program(), "serve", image.parent, "--data", data, "--listen", f"127.0.0.1:{port}", "--log-level", "error"]
        with servers.running((command, {})) as processes:
            servers.wait_for(port)
            yield f"http://127.0.0.1:{port}/iiif/3/{image.name}/", processes

    paths = asked.shuffled(asked.tiles(*inputs.size_of(image)), options.seed)
    with ours() as (base, _):
        folder = inputs.static_files(base, "repaired", paths)
    once = lambda number: paths
    return Row("repaired", "The same JP2 after its pyramid exists",
               [("Triforium", server_side(ours, once, options, warm=True)),
                ("nginx with files", server_side(lambda: servers.files(folder), once, options, warm=True))],
               [("nginx with files", 1.0)])


class PyramidRow:
    """Building a pyramid beside vips tiffsave: seconds, CPU, peak memory."""
    name = "pyramid"

    def __init__(self, options):
        self.sources = [("122 megapixels in strips", inputs.flat_mosaic())]
        if not options.quick:
            self.sources.append(("1.1 gigapixels in strips", inputs.flat_gigapixel()))

    def timed(self, command):
        began = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-f", "%U %S %M", *map(str, command)], text=True, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=True)
        user, system, peak = done.stderr.strip().splitlines()[-1].split()
        return {"seconds": time.perf_counter() - began, "cpu_seconds": float(user) + float(system), "peak_mb": int(peak) / 1024}

    def run(self, options):
        out = inputs.WORK / "built"
        found, goals = {}, []
        for label, source in self.sources:
            # Who comes first would otherwise wait for the disk, and who comes second find the file in memory.
            subprocess.run(["cat", source], stdout=subprocess.DEVNULL, check=True)
            rounds = {"Triforium": [], "vips tiffsave": []}
            for _ in range(options.rounds if "giga" not in label else 1):
                subprocess.run(["rm", "-rf", out], check=True)
                out.mkdir()
                print(f"pyramid: {label}", flush=True)
                rounds["Triforium"].append(self.timed([servers.program(), "import", "--optimise", "--data", out / "data", "--set",
                                                       f"encode.jpeg_quality={inputs.QUALITY}", "--to", out, source]))
                rounds["vips tiffsave"].append(self.timed(
                    ["vips", "tiffsave", source, out / "vips.tif", "--tile", "--pyramid", "--bigtiff", "--compression", "jpeg",
                     "--Q", inputs.QUALITY, "--tile-width", inputs.TILE, "--tile-height", inputs.TILE, "--depth", "onetile"]))
            sides = {who: {key: statistics.median(each[key] for each in all_rounds) for key in all_rounds[0]}
                     for who, all_rounds in rounds.items()}
            found[label] = sides
            ratio = sides["vips tiffsave"]["seconds"] / sides["Triforium"]["seconds"]
            goals.append({"what": f"{label}: no slower than vips tiffsave", "value": ratio, "is_reached": ratio >= 1})
            goals.append({"what": f"{label}: peak below 300 MB", "value": sides["Triforium"]["peak_mb"],
                          "is_reached": sides["Triforium"]["peak_mb"] < 300})
        return {"title": "Building a pyramid", "builds": found, "goals": goals}


def mixed(base, width, height, count, seed):
    """What many people do at once: mostly tiles, some regions, thumbnails, info.json, and now and then everything."""
    some = asked.shuffled(asked.tiles(width, height), seed)[:count]
    some += asked.regions(width, height, count // 4, seed) + asked.wholes(width, height, seed)[:count // 10]
    some += ["info.json"] * (count // 20) + ["full/max/0/default.jpg"] * max(1, count // 500)
    return asked.shuffled(some, seed)


class MemoryRow:
    """Anonymous memory under 64 mixed clients on a gigapixel image."""
    name = "memory"

    def told(self, base):
        """Megabytes that the caches in memory tell of, from /metrics."""
        with urllib.request.urlopen(base[:base.index("/iiif/")] + "/metrics", timeout=60) as answer:
            lines = answer.read().decode().splitlines()
        return {cache: float(line.split()[-1]) / 2 ** 20 for cache in ("answers", "tiles") for line in lines
                if line.startswith(f'triforium_cache_bytes{{cache="{cache}"}}')}

    def __init__(self, options):
        self.image = inputs.gigapixel()
        self.seconds = round(options.soak * 60) if options.soak else 60 if options.quick else 300

    def run(self, options):
        samples = []
        paths = mixed("", *inputs.size_of(self.image), 20_000, options.seed)
        with servers.triforium(self.image) as (base, processes):
            is_over = threading.Event()

            def sample():
                while not is_over.wait(1):
                    samples.append(megabytes(processes, "RssAnon"))
            thread = threading.Thread(target=sample)
            thread.start()
            print(f"memory: 64 clients for {self.seconds} s", flush=True)
            raw = load(base, paths, self.seconds, connections=64)
            is_over.set()
            thread.join()
            told = self.told(base)
        last = samples[len(samples) * 2 // 5:]
        half = len(last) // 2
        growth = statistics.mean(last[half:]) - statistics.mean(last[:half])
        peak = max(samples)
        return {"title": f"Anonymous memory under 64 mixed clients for {self.seconds} s, a gigapixel image, defaults",
                "numbers": {"peak MB": peak, "at the end MB": samples[-1],
                            **{f"of that the cache of {cache} tells of MB": size for cache, size in told.items()},
                            "growth over the last three fifths MB": growth,
                            "answers a second": raw["requests"] / raw["microseconds"] * 1e6, "refused or failed": raw["failed"]},
                "goals": [{"what": "below 400 MB", "value": peak, "is_reached": peak < 400},
                          {"what": "level: grows by less than 20 MB", "value": growth, "is_reached": growth < 20}]}


class CrowdRow:
    """Tiles beside clients that ask for everything."""
    name = "crowd"

    def __init__(self, options):
        self.image = inputs.gigapixel()

    def run(self, options):
        paths = asked.shuffled(asked.tiles(*inputs.size_of(self.image)), options.seed)[:4000]
        with servers.triforium(self.image) as (base, processes):
            load(base, paths, 2, connections=4)
            print("crowd: tiles alone", flush=True)
            alone = load(base, paths, options.seconds, connections=4)
            is_over = threading.Event()
            outcomes = {"whole": 0, "refused": 0, "dropped": 0}

            def greedy():
                # These stand for machines elsewhere, and take as little as can be of the one that is measured.
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
                while not is_over.is_set():
                    outcome = "whole"
                    try:
                        with urllib.request.urlopen(base + "full/max/0/default.jpg", timeout=120) as answer:
                            while not is_over.is_set() and answer.read(1 << 16):
                                pass
                        if is_over.is_set():
                            return
                    except urllib.error.HTTPError as error:
                        outcome = "refused" if error.code == 503 and error.headers["Retry-After"] else "dropped"
                        time.sleep(0.2)
                    except OSError:
                        outcome = "dropped"
                    outcomes[outcome] += 1
            threads = [threading.Thread(target=greedy) for _ in range(16)]
            for thread in threads:
                thread.start()
            time.sleep(2)
            print("crowd: tiles beside 16 clients that ask for max", flush=True)
            beside = load(base, paths, options.seconds, connections=4)
            is_over.set()
            for thread in threads:
                thread.join()
        ratio = beside["p99"] / alone["p99"]
        return {"title": "Tiles while 16 clients ask for `max` of a gigapixel image",
                "numbers": {"p99 alone ms": alone["p99"] / 1000, "p99 beside ms": beside["p99"] / 1000,
                            "p50 alone ms": alone["p50"] / 1000, "p50 beside ms": beside["p50"] / 1000,
                            "tiles failed": beside["failed"], "big ones whole": outcomes["whole"],
                            "big ones refused with 503": outcomes["refused"], "big ones dropped": outcomes["dropped"]},
                "goals": [{"what": "p99 at most 5 × that alone", "value": ratio, "is_reached": ratio <= 5},
                          {"what": "none dropped", "value": outcomes["dropped"] + beside["failed"],
                           "is_reached": outcomes["dropped"] + beside["failed"] == 0}]}


ROWS = {"tiles": tiles, "webp": webp, "info": info, "regions": regions, "whole": whole, "jp2": jp2, "repaired": repaired,
        "pyramid": PyramidRow, "memory": MemoryRow, "crowd": CrowdRow, "quality": quality.QualityRow, **item_rows.ROWS,
        "steps": steps.StepsRow}
