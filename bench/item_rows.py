"""The rows of items: manifests, collections and imports."""
import contextlib
import http.client
import os
import random
import shutil
import statistics
import subprocess
import time
import urllib.request

import inputs
import servers
from measure import load, measured, megabytes
from row import Row

ITEMS = 100_000
PAGE = 400
IMPORTED = 10_000


def made_store():
    """A store with a hundred thousand items, a book of 300 pages and a volume of 10,000: fill_items.cc."""
    folder = inputs.WORK / f"items-{ITEMS}"
    if not folder.exists():
        build = inputs.BUILD
        subprocess.run(["cmake", "--build", build, "--target", "fill_items"], check=True, stdout=subprocess.DEVNULL)
        print("making a store with many items", flush=True)
        partial = folder.with_name("partial-items")
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run([build / "bench/fill_items", partial, str(ITEMS)], check=True)
        partial.rename(folder)
    return folder


@contextlib.contextmanager
def triforium(data):
    """Gives (address, processes)."""
    port, nothing = servers.free_port(), inputs.WORK / "no-images"
    nothing.mkdir(exist_ok=True)
    command = [servers.program(), "serve", nothing, "--data", data, "--listen", f"127.0.0.1:{port}", "--log-level", "error"]
    with servers.running((command, {})) as processes:
        servers.wait_for(port)
        yield f"http://127.0.0.1:{port}/", processes


def manifest_row(name, title, item, options):
    """A stored manifest beside nginx with the same bytes as a file."""
    data, path = made_store(), f"presentation/3/{item}/manifest"
    with triforium(data) as (base, _):
        folder = inputs.static_files(base, name, [path])

    def side(server):
        def measure(number):
            with server() as (base, processes):
                return measured(base, processes, [path] * 4, options.seconds, warm=[path] * 4)
        return measure
    return Row(name, title, [("Triforium", side(lambda: triforium(data))),
                             ("nginx with files", side(lambda: servers.files(folder)))], [("nginx with files", 1.0)])


def book(options):
    return manifest_row("book", "A manifest of 300 pages, 343 kB", "book", options)


def leaf(options):
    return manifest_row("leaf", "A manifest of one page, 1 kB", "item-0000001", options)


class ItemsRow:
    """Listing, reading and paging among a hundred thousand items, nothing asked before."""
    name = "items"

    def __init__(self, options):
        self.data = made_store()
        chance = random.Random(options.seed)
        item = lambda: f"item-{chance.randrange(1, ITEMS + 1):07}"
        pages = [f"presentation/3/collection/root/members/{first}-{first + PAGE - 1}" for first in range(1, ITEMS, PAGE)]
        self.kinds = {"list 100 at /api/v1/items": [f"api/v1/items?limit=100&after={item()}" for _ in range(2000)],
                      "read a manifest": [f"presentation/3/{item()}/manifest" for _ in range(5000)],
                      "read a page of 400 members": chance.sample(pages, len(pages)),
                      "the same in version 2": [page.replace("/3/", "/2/") for page in chance.sample(pages, len(pages))],
                      "the same in version 4": [page.replace("/3/", "/4/") for page in chance.sample(pages, len(pages))],
                      "the root collection": ["presentation/3/collection/root"] * 200}

    def times(self, kind):
        """Milliseconds of each, one after the other on one connection, from a fresh start."""
        with triforium(self.data) as (base, _):
            connection = http.client.HTTPConnection(base[len("http://"):-1])
            found = []
            for path in self.kinds[kind]:
                began = time.perf_counter()
                connection.request("GET", f"/{path}")
                answer = connection.getresponse()
                answer.read()
                found.append((time.perf_counter() - began) * 1000)
                if answer.status != 200:
                    raise RuntimeError(f"{path} is answered with {answer.status}")
        return found

    def run(self, options):
        numbers, goals = {}, []
        for kind in self.kinds:
            print(f"items: {kind}", flush=True)
            found = statistics.quantiles(self.times(kind), n=100, method="inclusive")
            numbers |= {f"{kind}: p50 ms": found[49], f"{kind}: p99 ms": found[98]}
            goals.append({"what": f"{kind}: p99 below 5 ms", "value": found[98], "is_reached": found[98] < 5})
        return {"title": f"Among {ITEMS:,} items, each asked for the first time, one client", "numbers": numbers, "goals": goals}


class VolumeRow:
    """A manifest of 10,000 canvases: 304, whole answers, memory."""
    name = "volume"

    def __init__(self, options):
        self.data = made_store()

    def run(self, options):
        path = "presentation/3/volume/manifest"
        with triforium(self.data) as (base, processes):
            print("volume: 304", flush=True)
            with urllib.request.urlopen(base + path, timeout=60) as answer:
                tag, size = answer.headers["ETag"], len(answer.read())
            same = load(base, [path] * 4, options.seconds, connections=1, threads=1, fields=[f"If-None-Match: {tag}"])
            print("volume: whole", flush=True)
            load(base, [path] * 4, options.seconds, connections=8)
            before = megabytes(processes, "RssAnon")
            whole = load(base, [path] * 4, options.seconds * 2, connections=8)
            after = megabytes(processes, "RssAnon")
        numbers = {"size MB": size / 1e6, "304 p50 ms": same["p50"] / 1000, "304 p99 ms": same["p99"] / 1000,
                   "304 answers": same["requests"], "whole answers": whole["requests"],
                   "anonymous MB before them": before, "after them": after, "failed": same["failed"] + whole["failed"]}
        return {"title": "A manifest of 10,000 canvases", "numbers": numbers,
                "goals": [{"what": "304: p99 below 1 ms", "value": same["p99"] / 1000, "is_reached": same["p99"] < 1000},
                          {"what": "memory grows by less than 10 MB", "value": after - before, "is_reached": after - before < 10}]}


class ImportRow:
    """An import of 10,000 images in a hundred folders."""
    name = "import"

    def __init__(self, options):
        self.folder = inputs.WORK / "to-import"
        if self.folder.exists():
            return
        print("making images to import", flush=True)
        partial = inputs.WORK / "partial-import"
        shutil.rmtree(partial, ignore_errors=True)
        (partial / "one").mkdir(parents=True)
        picture = partial / "one/picture.jpg"
        inputs.run("vips", "crop", inputs.MOSAIC, picture, 0, 0, 1600, 1200)
        for number in range(IMPORTED):
            page = partial / f"book-{number // 100:03}/{number % 100:04}.jpg"
            page.parent.mkdir(exist_ok=True)
            os.link(picture, page)
        shutil.rmtree(partial / "one")
        partial.rename(self.folder)

    def timed(self, data):
        began = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-f", "%M", servers.program(), "import", "--data", data, self.folder],
                              text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
        return IMPORTED / (time.perf_counter() - began), int(done.stderr.strip().splitlines()[-1]) / 1024

    def run(self, options):
        first, again, peaks = [], [], []
        data = inputs.WORK / "imported"
        for number in range(options.rounds):
            print(f"import, round {number + 1} of {options.rounds}", flush=True)
            shutil.rmtree(data, ignore_errors=True)
            for rates in (first, again):
                rate, peak = self.timed(data)
                rates.append(rate)
                peaks.append(peak)
        shutil.rmtree(data)
        numbers = {"images a second": statistics.median(first), "images a second, nothing changed": statistics.median(again),
                   "peak MB": max(peaks)}
        return {"title": f"Importing {IMPORTED:,} JPEG files in a hundred folders", "numbers": numbers,
                "goals": [{"what": "at least 500 images a second", "value": statistics.median(first),
                           "is_reached": statistics.median(first) >= 500}]}


ROWS = {"book": book, "leaf": leaf, "items": ItemsRow, "volume": VolumeRow, "import": ImportRow}
