"""The answers for a batch side by side; what differs is kept with what it takes to see it again."""

import os
import re
import shutil

from batch import IN_FULL, TEXT
from expect import agrees

ODD = re.compile(rb" odd=\S*")
ODD_TEXT = re.compile(r" odd=\S*")
OTHER = re.compile(rb" \d+\.json=\S*")
KIND = re.compile(rb"^error kind=(\S+)|^unread (?:kind=)?([a-z0-9_]+)")
ENCODE = re.compile(rb" \d+=([a-z][a-z0-9_]*)@")
GOOD = (b"ok same ", b"ok newer ", b"ok other ", b"error kind=", b"read ", b"unread ")


class Comparison:
    def __init__(self, batch, programs, kept, shown):
        self.batch, self.programs, self.kept, self.shown = batch, programs, kept, shown
        self.differences = 0
        self.counts, self.kinds = batch.counts, batch.kinds

    def run(self):
        """Compares all lines. (A line of the build without unsafe says nothing of addresses.)"""
        model = {(number, reader): line for number, reader, line in self.batch.model}
        files = [open(program.said, "rb") for program in self.programs]
        try:
            for number, (root, flags, *_) in enumerate(self.batch.requests):
                for i, (_, _, expected) in enumerate(self.batch.roots[root].readers):
                    lines = [file.readline().rstrip(b"\n") for file in files]
                    if not self.fine(number, lines, model.get((number, i)), expected):
                        self.differ(number, i, lines, model.get((number, i)))
                    self.count(lines[0], flags)
            rest = [program.name for program, file in zip(self.programs, files) if file.readline()]
        finally:
            for file in files:
                file.close()
        if rest:
            self.differences += 1
            print(f"DIFFERENT: {', '.join(rest)} said more than was asked", flush=True)
        return self.differences

    def fine(self, number, lines, want, expected):
        first = lines[0]
        if not first.startswith(GOOD) or first.startswith(b"ok other") and not expected.lossy:
            return False
        plain = OTHER.sub(b"", first)
        same = all(line == first or OTHER.sub(b"", line) == (ODD.sub(b"", plain) if program.copies else plain)
                   for program, line in zip(self.programs[1:], lines[1:]))
        if not same and not first.startswith(b"ok "):
            return False
        if not same and want is None:
            # Of several faults that keep a value from being written, which is reported is not said.
            want = expected.line(self.batch.asked(number)[2])
        if want is None:
            return True
        return all(agrees(ODD_TEXT.sub("", want) if program.copies else want, line.decode())
                   for program, line in zip(self.programs, lines))

    def count(self, line, flags):
        self.counts["JSON texts" if flags & TEXT else "verdicts"] += 1
        found = KIND.match(line)
        if found:
            kind = (found[1] or found[2]).decode()
            self.kinds[("text" if flags & TEXT else "buffer", kind)] += 1
        elif not flags & TEXT:
            self.counts["accepted"] += 1
            for kind in ENCODE.findall(line):
                self.kinds["encode", kind.decode()] += 1
        for kind, mark in [("misaligned", b" odd=error,kind=misaligned"), ("newer_schema", b" known=error,kind=newer_schema")]:
            if mark in line:
                self.kinds["buffer", kind] += 1

    def differ(self, number, reader, lines, want):
        self.differences += 1
        if self.differences > self.shown:
            return
        root, flags, data = self.batch.asked(number)
        module, lap_file, _ = root.readers[reader]
        folder = self.keep(root, reader, data, flags)
        number_of = self.batch.roots.index(root)
        told = [f"type {root.name}, reader {module}"]
        told += [f"model: {want}"] if want is not None else []
        told += [f"{program.name}: {line.decode(errors='replace')}" for program, line in zip(self.programs, lines)]
        for program in self.programs:
            full = program.once(number_of, flags | IN_FULL, data)
            told.append(f"{program.name} in full: {full[reader] if reader < len(full) else 'nothing'}")
        options = self.batch.options
        command = "to-json" if not flags & TEXT else "from-json"
        told += ["again: cargo xtask cross --schemas 1 "
                 f"--first {root.schema} --seed {options.seed} --mutations {options.mutations}",
                 f"or: halflap {command} --schema {os.path.relpath(lap_file, self.batch.path('schemas'))} --type {root.name} asked"]
        with open(os.path.join(folder, "README"), "w", encoding="utf-8") as file:
            file.write("\n".join(told) + "\n")
        shown = [line[:300] for line in told if " in full: " not in line]
        print(f"DIFFERENT: {folder}\n  " + "\n  ".join(shown), flush=True)

    def keep(self, root, reader, data, flags):
        """A folder with the schema and the bytes."""
        number = 1
        while os.path.exists(os.path.join(self.kept, str(number))):
            number += 1
        folder = os.path.join(self.kept, str(number))
        schema = os.path.relpath(os.path.dirname(root.readers[reader][1]), self.batch.path("schemas")).split(os.sep)[0]
        shutil.copytree(self.batch.path("schemas", schema), os.path.join(folder, schema))
        with open(os.path.join(folder, "asked"), "wb") as file:
            file.write(data)
        return folder
