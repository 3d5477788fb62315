#!/usr/bin/python3
"""tools/objects/recording.py FOLDER: a recording in FOLDER – a voice that tells what the sample collection is, with
chapters and captions – the way of an archive of sound."""
import pathlib
import subprocess
import sys
import tempfile
import wave

CHAPTERS = [
    ("Welcome", ["Welcome to Triforium.",
                 "This is its sample collection: an album, a book, a model, and this recording.",
                 "All of it was made when you started the program for the first time."]),
    ("The album", ["The album holds photographs from a package of Debian.",
                   "A spreadsheet says who made each of them, and what you may do with it."]),
    ("The book", ["The book is the guide of this very version, typeset and drawn as pages.",
                  "Every word of it has its place on the page, so that you can point at it."]),
    ("The model", ["The model is a bay of a triforium: the gallery above the arches of a church.",
                   "Turn it, and look through the arches."]),
    ("What now", ["Put a folder of your own in place of these, and import it.",
                  "Everything that you publish can be opened in any viewer that speaks triple I F."]),
]
PAUSE = 0.35  # seconds between two sentences
INFO = """label: {en: [A voice in the gallery]}
summary: {en: [A voice tells what the sample collection is. Spoken by a machine.]}
rights: http://creativecommons.org/publicdomain/zero/1.0/
requiredStatement: {label: {en: [Attribution]}, value: {en: ["The Triforium project; spoken by eSpeak NG"]}}
metadata:
  - {label: {en: [Speaker]}, value: {en: [eSpeak NG]}}
  - {label: {en: [Language]}, value: {en: [English]}}
"""


def speak(sentence, file):
    """Seconds of the sentence and the pause after it."""
    subprocess.run(["espeak-ng", "-v", "en-gb", "-s", "150", "-w", file, sentence], check=True)
    with wave.open(str(file), "rb") as sound:
        parameters, frames = sound.getparams(), sound.readframes(sound.getnframes())
    silence = b"\0" * (round(PAUSE * parameters.framerate) * parameters.sampwidth * parameters.nchannels)
    with wave.open(str(file), "wb") as sound:
        sound.setparams(parameters)
        sound.writeframes(frames + silence)
        return sound.getnframes() / parameters.framerate


def speak_all(folder):
    """[(chapter's title, its beginning, its end, [(sentence, beginning, end)])], and the files in order; in seconds."""
    told, files, now = [], [], 0.0
    for title, sentences in CHAPTERS:
        begin, cues = now, []
        for sentence in sentences:
            files.append(folder / f"{len(files):03}.wav")
            seconds = speak(sentence, files[-1])
            cues.append((sentence, now, now + seconds - PAUSE))
            now += seconds
        told.append((title, begin, now, cues))
    return told, files


def timestamp(seconds):
    minutes, rest = divmod(seconds, 60)
    return f"00:{int(minutes):02}:{rest:06.3f}"


def write_captions(told, file):
    cues = [cue for *_, cues in told for cue in cues]
    file.write_text("WEBVTT\n\n" + "\n".join(f"{timestamp(begin)} --> {timestamp(end)}\n{sentence}\n"
                                             for sentence, begin, end in cues))


def metadata(told):
    chapters = "".join(f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={round(begin * 1000)}\nEND={round(end * 1000)}\ntitle={title}\n"
                       for title, begin, end, _ in told)
    return ";FFMETADATA1\ntitle=A voice in the gallery\nartist=eSpeak NG\n" + chapters


def main(folder):
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        told, files = speak_all(scratch)
        (scratch / "list").write_text("".join(f"file {file}\n" for file in files))
        (scratch / "chapters").write_text(metadata(told))
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", scratch / "list", "-i", scratch / "chapters",
                        "-map_metadata", "1", "-c:a", "libmp3lame", "-q:a", "5", folder / "voice.mp3"], check=True)
    write_captions(told, folder / "voice.en.vtt")
    (folder / "info.yml").write_text(INFO)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
