"""What is served: made once, of the samples' mosaic of photographs, into build/bench."""
import pathlib
import shutil
import subprocess
import sys
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build/bench"
BUILD = ROOT / "build/release"  # what is measured: run_bench --build chooses another
IMAGES = WORK / "images"
MOSAIC = ROOT / "build/samples/mosaic.tif"
QUALITY = 85
TILE = 512


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def size_of(image):
    field = lambda name: int(subprocess.check_output(["vipsheader", "-f", name, image], text=True))
    return field("width"), field("height")


def made(name, make):
    """The file of that name, made by make(path) if it is not there. Half a file never has its name."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / name
    if not path.exists():
        print(f"making {name}", flush=True)
        partial = path.with_name("partial-" + path.name)
        make(partial)
        partial.rename(path)
    return path


def pyramid_options(compression):
    return (f"tile,pyramid,bigtiff,depth=onetile,compression={compression},Q={QUALITY},"
            f"tile-width={TILE},tile-height={TILE}")


def jpeg_pyramid():
    return made("mosaic.tif", lambda to: run("vips", "tiffsave", MOSAIC, to, "--tile", "--pyramid", "--bigtiff", "--depth",
                                             "onetile", "--compression", "jpeg", "--Q", QUALITY, "--tile-width", TILE,
                                             "--tile-height", TILE))


def webp_pyramid():
    return made("mosaic-webp.tif", lambda to: run("vips", "copy", MOSAIC, f"{to}[{pyramid_options('webp')}]"))


def lossy_jp2():
    """Some 122 megapixels at a twentieth of their size: precincts, and packets ordered as viewers read them."""
    def make(to):
        flat = WORK / "flat.tif"
        run("vips", "copy", MOSAIC, flat)
        run("opj_compress", "-i", flat, "-o", to.with_suffix(".jp2"), "-r", "20", "-I", "-n", "7", "-p", "RPCL", "-c",
            "[256,256]", "-b", "64,64", "-PLT")
        flat.unlink()
    return made("mosaic.jp2", make)


def flat_mosaic():
    """Neither tiles nor levels: strips of a few rows, as scanners write them."""
    return made("flat-mosaic.tif", lambda to: run("vips", "copy", MOSAIC, f"{to}[compression=none]"))


def gigapixel():
    """Nine mosaics: 38,400 × 28,800 pixels, a JPEG pyramid."""
    width, height = size_of(MOSAIC)

    def make(to):
        run("vips", "arrayjoin", " ".join([str(MOSAIC)] * 9), f"{to}[{pyramid_options('jpeg')}]", "--across", 3, "--hspacing",
            width, "--vspacing", height)
    return made("gigapixel.tif", make)


def flat_gigapixel():
    return made("flat-gigapixel.tif", lambda to: run("vips", "copy", gigapixel(), f"{to}[compression=none,bigtiff]"))


def static_files(base, name, paths):
    """The answers to those paths as files, byte for byte as Triforium gives them; the folder above them."""
    folder = WORK / "static" / name
    stamp = folder / "whole"
    if stamp.exists():
        return folder
    print(f"fetching the static files of {name}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(f"{base}{path}", timeout=60) as answer:
            file.write_bytes(answer.read())
    stamp.touch()
    return folder


def check_tools(needed):
    missing = [tool for tool in needed if not shutil.which(tool) and not pathlib.Path(tool).exists()]
    if missing or not MOSAIC.exists():
        sys.exit(f"not here: {', '.join(missing) or MOSAIC} – ./run bench sets everything up")
    (WORK / "temp").mkdir(parents=True, exist_ok=True)
    for folder in (WORK, WORK / "temp"):
        folder.chmod(0o777)  # nginx' workers are nobody
