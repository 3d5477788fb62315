#!/usr/bin/python3
"""tools/objects/model.py FOLDER: a 3D model in FOLDER – a bay of a triforium, three pointed arches on columns – as GLB.

https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
"""
import json
import math
import pathlib
import struct
import subprocess
import sys

ARCHES, SPAN, DEPTH = 3, 1.2, 0.5    # metres; SPAN from the middle of a column to that of the next
COLUMN, SPRINGING, TOP = 0.11, 1.5, 3.1  # a column's radius; the height at which arches begin, and of the wall
INFO = """label: {en: [A bay of a triforium]}
summary: {en: ["The gallery above the arches of a church, which gave this project its name. A model made by a program."]}
rights: http://creativecommons.org/publicdomain/zero/1.0/
requiredStatement: {label: {en: [Attribution]}, value: {en: [The Triforium project]}}
metadata:
  - {label: {en: [Width]}, value: {en: [3.9 m]}}
  - {label: {en: [Height]}, value: {en: [3.3 m]}}
"""


class Mesh:
    def __init__(self):
        self.positions, self.normals = [], []

    def triangle(self, a, b, c):
        u, v = [b[i] - a[i] for i in range(3)], [c[i] - a[i] for i in range(3)]
        normal = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
        length = math.sqrt(sum(x * x for x in normal))
        if length < 1e-12:
            return
        self.positions += [a, b, c]
        self.normals += [tuple(x / length for x in normal)] * 3

    def quad(self, a, b, c, d):
        """Counter-clockwise, seen from outside."""
        self.triangle(a, b, c)
        self.triangle(a, c, d)

    def box(self, low, high):
        (x, y, z), (u, v, w) = low, high
        self.quad((x, y, w), (u, y, w), (u, v, w), (x, v, w))
        self.quad((u, y, z), (x, y, z), (x, v, z), (u, v, z))
        self.quad((x, y, z), (x, y, w), (x, v, w), (x, v, z))
        self.quad((u, y, w), (u, y, z), (u, v, z), (u, v, w))
        self.quad((x, v, w), (u, v, w), (u, v, z), (x, v, z))
        self.quad((x, y, z), (u, y, z), (u, y, w), (x, y, w))

    def column(self, x, profile, sides=24):
        """A turned body around the vertical line at (x, 0); `profile`: (radius, height) upwards."""
        ring = [(math.cos(2 * math.pi * i / sides), math.sin(2 * math.pi * i / sides)) for i in range(sides + 1)]
        at = lambda i, radius, y: (x + radius * ring[i][0], y, -radius * ring[i][1])
        for (r, y), (s, v) in zip(profile, profile[1:]):
            for i in range(sides):
                self.quad(at(i, r, y), at(i + 1, r, y), at(i + 1, s, v), at(i, s, v))


def pointed_arch(left, right, steps=16):
    """The curve of an arch from its left foot to its right one: two arcs whose centres are the feet."""
    width = right - left
    rising = [(right - width * math.cos(angle), SPRINGING + width * math.sin(angle))
              for angle in (math.pi / 3 * i / steps for i in range(steps + 1))]
    return rising + [(left + right - x, y) for x, y in reversed(rising[:-1])]


def add_arch(mesh, left, right):
    curve = pointed_arch(left, right)
    front, back = DEPTH / 2, -DEPTH / 2
    for (x, y), (u, v) in zip(curve, curve[1:]):
        mesh.quad((x, y, front), (u, v, front), (u, TOP, front), (x, TOP, front))
        mesh.quad((u, v, back), (x, y, back), (x, TOP, back), (u, TOP, back))
        mesh.quad((x, y, back), (u, v, back), (u, v, front), (x, y, front))


def bay():
    mesh = Mesh()
    half = ARCHES * SPAN / 2
    pier, profile = 0.15, [(0.0, 0.0), (0.2, 0.0), (0.2, 0.08), (0.16, 0.14), (COLUMN, 0.2), (COLUMN, 1.25), (0.13, 1.3),
                           (0.21, 1.42), (0.21, SPRINGING), (0.0, SPRINGING)]
    for i in range(ARCHES):
        left = -half + i * SPAN
        add_arch(mesh, left + COLUMN, left + SPAN - COLUMN)
    for i in range(ARCHES + 1):
        x = -half + i * SPAN
        if 0 < i < ARCHES:
            mesh.column(x, profile)
            mesh.box((x - COLUMN, SPRINGING, -DEPTH / 2), (x + COLUMN, TOP, DEPTH / 2))
        else:
            outer = -pier if i == 0 else pier
            mesh.box((min(x + outer, x - math.copysign(COLUMN, outer)), 0, -DEPTH / 2),
                     (max(x + outer, x - math.copysign(COLUMN, outer)), TOP, DEPTH / 2))
    mesh.box((-half - 0.25, -0.15, -DEPTH / 2 - 0.12), (half + 0.25, 0, DEPTH / 2 + 0.12))
    mesh.box((-half - 0.2, TOP, -DEPTH / 2 - 0.07), (half + 0.2, TOP + 0.14, DEPTH / 2 + 0.07))
    return mesh


def glb(mesh):
    pack = lambda vectors: b"".join(struct.pack("<3f", *vector) for vector in vectors)
    positions, normals = pack(mesh.positions), pack(mesh.normals)
    bounds = {"min": [min(p[i] for p in mesh.positions) for i in range(3)],
              "max": [max(p[i] for p in mesh.positions) for i in range(3)]}
    # As the numbers are in 32 bits: the specification wants them to be the same.
    bounds = {key: list(struct.unpack("<3f", struct.pack("<3f", *value))) for key, value in bounds.items()}
    count = len(mesh.positions)
    said = {
        "asset": {"version": "2.0", "generator": "Triforium's samples", "copyright": "CC0 1.0"},
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0, "name": "A bay of a triforium"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0, "NORMAL": 1}, "material": 0}]}],
        "materials": [{"name": "limestone", "pbrMetallicRoughness": {"baseColorFactor": [0.78, 0.71, 0.59, 1],
                                                                     "metallicFactor": 0, "roughnessFactor": 0.9}}],
        "accessors": [{"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3", **bounds},
                      {"bufferView": 1, "componentType": 5126, "count": count, "type": "VEC3"}],
        "bufferViews": [{"buffer": 0, "byteOffset": 0, "byteLength": len(positions), "target": 34962},
                        {"buffer": 0, "byteOffset": len(positions), "byteLength": len(normals), "target": 34962}],
        "buffers": [{"byteLength": len(positions) + len(normals)}]}
    text = json.dumps(said).encode()
    text += b" " * (-len(text) % 4)
    data = positions + normals
    size = 12 + 8 + len(text) + 8 + len(data)
    return (struct.pack("<4sII", b"glTF", 2, size) + struct.pack("<I4s", len(text), b"JSON") + text +
            struct.pack("<I4s", len(data), b"BIN\0") + data)


def seen(point, turn=0.45, tilt=0.16, distance=9.0, scale=1700):
    """Where a point of the model is in a drawing of 1000 × 900, and how far away."""
    x, y, z = point[0], point[1] - 1.6, point[2]
    x, z = x * math.cos(turn) + z * math.sin(turn), z * math.cos(turn) - x * math.sin(turn)
    y, z = y * math.cos(tilt) - z * math.sin(tilt), z * math.cos(tilt) + y * math.sin(tilt)
    away = distance - z
    return 500 + scale * x / away, 450 - scale * y / away, away


def drawing(mesh):
    """As an SVG: those that reach farthest first, each as bright as it is turned to the light."""
    light, shapes = (0.48, 0.64, 0.6), []
    for i in range(0, len(mesh.positions), 3):
        corners = [seen(point) for point in mesh.positions[i:i + 3]]
        (a, b, _), (c, d, _), (e, f, _) = corners
        if (c - a) * (f - b) - (e - a) * (d - b) >= 0:
            continue  # seen from behind
        bright = 0.42 + 0.58 * max(0, sum(x * y for x, y in zip(mesh.normals[i], light)))
        colour = "#" + "".join(f"{round(255 * bright * part):02x}" for part in (0.93, 0.86, 0.74))
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in corners)
        shapes.append((-max(away for *_, away in corners), f'<polygon points="{path}" fill="{colour}" stroke="{colour}"/>'))
    body = "\n".join(shape for _, shape in sorted(shapes))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 900"><rect width="1000" height="900" fill="#2b2f36"/>{body}</svg>'


def main(folder):
    folder.mkdir(parents=True)
    mesh = bay()
    (folder / "triforium.glb").write_bytes(glb(mesh))
    svg = folder / "thumb.svg"
    svg.write_text(drawing(mesh))
    subprocess.run(["vips", "thumbnail", svg, folder / "thumb.jpg[Q=88]", "1000"], check=True)
    svg.unlink()
    (folder / "info.yml").write_text(INFO)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
