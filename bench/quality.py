"""The row `quality`: what is sent, beside Lanczos-3 over all pixels of the source; seams; gray beside colour.

Photographs of the sample collection (and of --photographs), each as flat JPEG, as lossless pyramid and as JPEG pyramids with
and without subsampled chroma. Answers are png, made by the long way, and jpg, made in planes, at quality 100 and 4:4:4: so
encoding adds next to nothing. A pyramid's level has losses of its own (vips averages 2 × 2 pixels, then JPEG): what is made of it
is held against Lanczos of that same level, and what the level itself costs is told beside it.
"""
import io
import math
import random
import statistics
import urllib.request

import numpy
from PIL import Image

import inputs
import servers

SOURCES = {"flat JPEG": None, "lossless pyramid": "compression=deflate,tile-width=256,tile-height=256",
           "JPEG pyramid 4:4:4": "compression=jpeg,Q=90,tile-width=256,tile-height=256",
           "JPEG pyramid 4:2:0": "compression=jpeg,Q=85,tile-width=512,tile-height=512"}
LEAST_PSNR, LEAST_SSIM = 42, 0.99
IDENTICAL = 99  # what is told for pictures without any difference
SETTINGS = {"TRIFORIUM_ENCODE_JPEG_QUALITY": "100", "TRIFORIUM_ENCODE_SUBSAMPLING": "444",
            "TRIFORIUM_IMAGES_COLOUR": "keep", "TRIFORIUM_DERIVATIVES_ENABLED": "false"}


def luma(pixels):
    return pixels @ numpy.array([0.299, 0.587, 0.114]) if pixels.ndim == 3 else pixels


def psnr(ours, reference):
    error = numpy.mean((ours - reference) ** 2)
    return IDENTICAL if error == 0 else min(IDENTICAL, 10 * math.log10(255 ** 2 / error))


def blurred(plane):
    """By a Gauss of deviation 1.5 in a window of 11 × 11, without the margin where it does not fit."""
    weights = numpy.exp(-numpy.arange(-5, 6) ** 2 / (2 * 1.5 ** 2))
    weights /= weights.sum()
    for axis in (0, 1):
        count = plane.shape[axis] - 10
        plane = sum(w * numpy.take(plane, range(i, i + count), axis) for i, w in enumerate(weights))
    return plane


def ssim(ours, reference):
    """Of luma: Wang, Bovik, Sheikh, Simoncelli 2004."""
    a, b = luma(ours), luma(reference)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_a, mean_b = blurred(a), blurred(b)
    var_a, var_b = blurred(a * a) - mean_a ** 2, blurred(b * b) - mean_b ** 2
    both = blurred(a * b) - mean_a * mean_b
    return float(numpy.mean((2 * mean_a * mean_b + c1) * (2 * both + c2)
                            / ((mean_a ** 2 + mean_b ** 2 + c1) * (var_a + var_b + c2))))


def pixels_of(picture):
    return numpy.asarray(picture).astype(numpy.float64)


def fetched(base, path):
    with urllib.request.urlopen(base + path, timeout=120) as answer:
        return pixels_of(Image.open(io.BytesIO(answer.read())))


def lanczos(picture, box, size):
    """In floats, rounded once. Where a region ends the filter goes on in what lies beside it: so do tiles without a seam."""
    channels = [channel.convert("F").resize(size, Image.LANCZOS, box=box, reducing_gap=None) for channel in picture.split()]
    return numpy.clip(numpy.rint(numpy.stack([numpy.asarray(channel) for channel in channels], axis=-1)), 0, 255)


class Source:
    """One file, and its levels as libjpeg and libtiff decode them."""

    def __init__(self, path, tile):
        self.path, self.tile = path, tile
        self.folder = path.parent
        self.levels = {0: self.decoded(0)}
        self.size = self.levels[0].size

    def decoded(self, level):
        if self.path.suffix == ".jpg":
            return Image.open(self.path).convert("RGB")
        out = self.folder / f"level-{level}.ppm"
        inputs.run("vips", "copy", f"{self.path}[page={level}]", out)
        picture = Image.open(out).convert("RGB")
        out.unlink()
        return picture

    def level_for(self, region, size):
        """The smallest level that has the wanted pixels, as the planner chooses it: at the image's edge, where levels are
        rounded down, all but one of them."""
        if self.path.suffix == ".jpg":
            return 0
        level = 0
        while max(self.size) >> level > self.tile and all(
                region[i + 2] / 2 ** (level + 1) >= size[i] - 0.99 * (region[i] + region[i + 2] == self.size[i]) for i in (0, 1)):
            level += 1
        return level

    def reference(self, region, size, level):
        if level not in self.levels:
            self.levels[level] = self.decoded(level)
        x, y, w, h = region
        step = 2 ** level
        wide, high = self.levels[level].size
        box = (x / step, y / step, min((x + w) / step, wide), min((y + h) / step, high))
        if x + w == self.size[0]:
            box = (box[0], box[1], wide, box[3])
        if y + h == self.size[1]:
            box = (box[0], box[1], box[2], high)
        return lanczos(self.levels[level], box, size)


def requests_of(width, height, dice):
    """(kind, region, size): thumbnails, and regions at random places, from their own size to an eighth."""
    asked = [("thumbnail", (0, 0, width, height), (w, round(height * w / width))) for w in (200, 317, 400, 1000)]
    for scale in (1, 0.83, 0.61, 0.5, 0.37, 0.25, 0.125):
        w, h = (min(side, round(dice.randint(300, 700) / scale)) for side in (width, height))
        x, y = dice.randrange(width - w + 1), dice.randrange(height - h + 1)
        asked.append(("region", (x, y, w, h), (round(w * scale), round(h * scale))))
    return asked


def path_of(region, size, quality="default", extension="png"):
    return f"{','.join(map(str, region))}/{size[0]},{size[1]}/0/{quality}.{extension}"


def compared(source, base, dice):
    """A line for each request and format: how near to Lanczos of level 0, and of the level that was read."""
    for kind, region, size in requests_of(*source.size, dice):
        level = source.level_for(region, size)
        from_all = source.reference(region, size, 0)
        from_level = from_all if level == 0 else source.reference(region, size, level)
        for extension in ("png", "jpg"):
            ours = fetched(base, path_of(region, size, extension=extension))
            yield {"kind": kind, "format": extension, "path": path_of(region, size, extension=extension), "level": level,
                   "psnr": psnr(ours, from_level), "ssim": ssim(ours, from_level), "psnr from level 0": psnr(ours, from_all)}


def seams(source, base, extension):
    """Four tiles of half the size put together, and the same as one region: by how much the steps across the joints, and
    those elsewhere, differ between the two."""
    side, scale = 512, 2
    x = source.size[0] // (2 * side * scale) * side * scale
    y = source.size[1] // (2 * side * scale) * side * scale
    x, y = x - side * scale, y - side * scale
    step = side * scale
    tiles = [[fetched(base, path_of((x + i * step, y + j * step, step, step), (side, side), extension=extension))
              for i in (0, 1)] for j in (0, 1)]
    together = numpy.vstack([numpy.hstack(row) for row in tiles])
    one = fetched(base, path_of((x, y, 2 * step, 2 * step), (2 * side, 2 * side), extension=extension))
    across = lambda p: numpy.diff(luma(p), axis=1)
    down = lambda p: numpy.diff(luma(p), axis=0)
    differing = lambda steps: abs(steps(together) - steps(one))
    columns, lines = differing(across), differing(down)
    at = statistics.mean([columns[:, side - 1].mean(), lines[side - 1, :].mean()])
    elsewhere = statistics.mean([columns.mean(), lines.mean()])
    return {"format": extension, "excess": at - elsewhere, "largest": float(abs(together - one).max())}


def gray_beside_colour(source, base, extension):
    """The gray answer beside the luma of the coloured one: of a tile, a region and a thumbnail."""
    width, height = source.size
    for region, size in (((512, 512, 512, 512), (512, 512)), ((301, 207, 903, 711), (451, 355)),
                         ((0, 0, width, height), (400, round(height * 400 / width)))):
        gray = luma(fetched(base, path_of(region, size, "gray", extension)))
        colour = luma(fetched(base, path_of(region, size, "default", extension)))
        yield {"format": extension, "path": path_of(region, size, "gray", extension), "psnr": psnr(gray, colour),
               "shift": abs(float((gray - colour).mean()))}


class QualityRow:
    name = "quality"

    def __init__(self, options):
        photographs = sorted((inputs.MOSAIC.parent / "photographs").glob("*.jpg"))
        self.photographs = photographs[2:5] if options.quick else photographs
        if options.photographs:
            self.photographs += sorted(options.photographs.glob("*.jpg"))

    def made(self, photograph, label):
        name = f"{photograph.stem}-{label.replace(' ', '-').replace(':', '')}"
        options = SOURCES[label]
        if options is None:
            return inputs.made(f"{name}.jpg", lambda to: to.write_bytes(photograph.read_bytes()))
        return inputs.made(f"{name}.tif", lambda to: inputs.run("vips", "copy", photograph, f"{to}[tile,pyramid,{options}]"))

    def run(self, options):
        found = {"compared": [], "seams": [], "gray": []}
        for photograph in self.photographs:
            print(f"quality: {photograph.stem}", flush=True)
            for label in SOURCES:
                self.add(found, photograph, label, random.Random(options.seed))
        return {"title": f"Fidelity, over {len(self.photographs)} photographs", "numbers": self.numbers(found),
                "goals": self.goals(found), "details": found}

    def add(self, found, photograph, label, dice):
        source = Source(self.made(photograph, label), 512 if "512" in str(SOURCES[label]) else 256)
        is_coloured = Image.open(photograph).mode != "L"
        about = {"photograph": photograph.stem, "source": label}
        with servers.triforium(source.path, **SETTINGS) as (base, _):
            found["compared"] += [{**about, **line} for line in compared(source, base, dice)]
            for extension in ("png", "jpg"):
                if min(source.size) >= 2048:
                    found["seams"].append({**about, **seams(source, base, extension)})
                if is_coloured:
                    found["gray"] += [{**about, **line} for line in gray_beside_colour(source, base, extension)]

    def numbers(self, found):
        numbers = {}
        for label in SOURCES:
            for extension in ("png", "jpg"):
                lines = [line for line in found["compared"] if line["source"] == label and line["format"] == extension]
                who = f"{label}, {extension}"
                numbers[f"{who}: least PSNR dB"] = min(line["psnr"] for line in lines)
                numbers[f"{who}: median PSNR dB"] = statistics.median(line["psnr"] for line in lines)
                if "pyramid" in label:
                    numbers[f"{who}: least PSNR dB, the stored level's own loss included"] = min(
                        line["psnr from level 0"] for line in lines)
        return numbers

    def goals(self, found):
        goals = []

        def least(what, values, wanted):
            goals.append({"what": f"{what}: at least {wanted}", "value": min(values), "is_reached": bool(min(values) >= wanted)})

        def most(what, values, wanted):
            goals.append({"what": f"{what}: at most {wanted}", "value": max(values), "is_reached": bool(max(values) <= wanted)})
        for kind in ("region", "thumbnail"):
            lines = [line for line in found["compared"] if line["kind"] == kind]
            least(f"{kind}s, PSNR dB", [line["psnr"] for line in lines], LEAST_PSNR)
            least(f"{kind}s, SSIM", [line["ssim"] for line in lines], LEAST_SSIM)
        most("seams: steps of luma at joints beyond those elsewhere", [line["excess"] for line in found["seams"]], 0.5)
        least("gray beside colour, PSNR dB", [line["psnr"] for line in found["gray"]], LEAST_PSNR)
        most("gray beside colour, shift of the mean", [line["shift"] for line in found["gray"]], 0.5)
        return goals
