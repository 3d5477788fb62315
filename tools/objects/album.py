#!/usr/bin/python3
"""tools/objects/album.py LIST PHOTOGRAPHS FOLDER: an album in FOLDER of the photographs that LIST (tools/samples.txt)
names, described by a spreadsheet – the way of someone who has pictures and a table."""
import csv
import pathlib
import sys

COLUMNS = ["id", "parent", "type", "label@en", "summary@en", "file", "rights", "attribution", "Photographer", "Source"]
SUMMARY = "Photographs that people gave to a contest for desktop backgrounds, from a Debian package."


def entries(file):
    """(name, title, photographer, licence) of every photograph."""
    for line in file.read_text().splitlines():
        if line.startswith("#") or not line.strip():
            continue
        _, kind, name, credit = line.split(None, 3)
        title, said = credit.split(" – ", 1)
        photographer, licence = said.rsplit(", ", 1)
        if kind == "photograph":
            yield name, title, photographer, licence


def rows(list_file):
    yield ["samples/album", "samples", "item", "An album of photographs", SUMMARY, "", "CC BY-SA 4.0",
           "Photographs by those who are named with each, from lomiri-wallpapers", "", "lomiri-wallpapers-16.04"]
    for name, title, photographer, licence in entries(list_file):
        yield [name, "samples/album", "page", title, "", f"{name}.jpg", licence, f"{photographer}, {licence}",
               photographer, ""]


def main(list_file, photographs, folder):
    folder.mkdir(parents=True)
    for name, *_ in entries(list_file):
        (folder / f"{name}.jpg").hardlink_to(photographs / f"{name}.jpg")
    with open(folder / "album.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *rows(list_file)])


if __name__ == "__main__":
    main(*(pathlib.Path(argument) for argument in sys.argv[1:4]))
