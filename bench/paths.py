"""What is asked for: lists of paths below an image's base URI. Pure; every random choice has a seed."""
import math
import random

TILE = 512


def tiles(width, height, extension="jpg", tile=TILE):
    """Every tile of every level down to the first that fits into one, edges included, as viewers ask for them."""
    paths = []
    scale = 1
    while True:
        side = tile * scale
        for y in range(0, height, side):
            for x in range(0, width, side):
                w, h = min(side, width - x), min(side, height - y)
                paths.append(f"{x},{y},{w},{h}/{math.ceil(w / scale)},{math.ceil(h / scale)}/0/default.{extension}")
        if max(width, height) <= side:
            return paths
        scale *= 2


def shuffled(paths, seed):
    paths = list(paths)
    random.Random(seed).shuffle(paths)
    return paths


def regions(width, height, count, seed):
    """300–1200 pixels wide and high, scaled to 150–800 wide, at random places; none asked twice, none enlarged."""
    dice = random.Random(seed)
    found = {}
    while len(found) < count:
        w, h = dice.randint(300, 1200), dice.randint(300, 1200)
        wide = dice.randint(150, min(800, w))
        x, y = dice.randrange(width - w), dice.randrange(height - h)
        found[f"{x},{y},{w},{h}/{wide},{max(1, round(h * wide / w))}/0/default.jpg"] = None
    return list(found)


def wholes(width, height, seed):
    """The whole image at each width from 300 to 2000, each in seven heights that differ by a pixel: more than any server
    answers in the time, none twice."""
    return shuffled([f"full/{w},{max(1, round(height * w / width)) + more}/0/default.jpg"
                     for w in range(300, 2001) for more in range(-3, 4)], seed)


def size_in(path):
    """What size an answer to that path has to have."""
    return tuple(int(side) for side in path.split("/")[1].split(","))
