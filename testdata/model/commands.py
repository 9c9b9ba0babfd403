"""The commands `halflap` and `halflap-go` on random schemas, against each other and the model.

`python3 testdata/model/commands.py --schemas N --mutations M --seed S --halflap PATH --halflap-go PATH`

`--third` names one more command that is asked the same; it and `--halflap-go` may be left out.

Compared: bytes (from-json), JSON (to-json), verdict, kind, offset and path (verify), for each writer's
version against each reader's, for newer writers, and for damaged copies; kind, line, column and path of
damaged JSON (from-json, the commands with each other). Each comparison starts programs, so
this is slow; `cross.py` tries far more in the programs themselves. Exit code 1 on a difference; what differs
is kept below the folder that is printed. The last line is a summary.
"""

import argparse
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import ids
import jsonform
import lapread
import newer
from batch import Different, write_schemas
from damage import Damage, damaged_text
from expect import buffer
from random_schemas import Schemas
from random_values import Values
from encoding import Encoder
from reading import Reader
from wire import EncodeError, View, WireError, header

sys.setrecursionlimit(10000)


class Codec:
    """One of the commands. It is told a schema by its .lap file or by its description, or by each in turn where
    `descriptors` is None."""

    def __init__(self, name, path, descriptors):
        self.name, self.path, self.descriptors, self.told = name, path, descriptors, 0

    def schema(self, lap_file):
        self.told += 1
        described = self.told % 2 if self.descriptors is None else self.descriptors
        return ["--descriptor", lap_file[:-4] + ".halflap"] if described else ["--schema", lap_file]

    def run(self, arguments):
        done = subprocess.run([self.path] + arguments, capture_output=True, timeout=120)
        if done.returncode not in (0, 1):
            raise Different(f"{self.name}: exit code {done.returncode}: {' '.join(arguments)}\n"
                            f"{done.stderr.decode(errors='replace')[:2000]}")
        return done

    def verify(self, lap_file, type_, files):
        """A verdict for each file."""
        named = files if len(files) > 1 else files * 2
        lines = self.run(["verify"] + self.schema(lap_file) + (["--type", type_] if type_ else []) + named)
        lines = lines.stdout.decode("utf-8", "replace").split("\n")[:len(files)]
        verdicts = []
        for file, line in zip(files, lines, strict=True):
            if not line.startswith(file + ": "):
                raise Different(f"{self.name}: verify said {line!r} for {file}")
            verdicts.append(line[len(file) + 2:])
        return verdicts

    def to_json(self, lap_file, type_, file):
        done = self.run(["to-json"] + self.schema(lap_file) + ["--reveal", "--type", type_, file])
        return (done.stdout if done.returncode == 0 else done.stderr).decode("utf-8", "replace").rstrip("\n")

    def from_json(self, lap_file, type_, file, checksum):
        done = self.run(["from-json"] + self.schema(lap_file) + ["--type", type_] +
                        (["--checksum"] if checksum else []) + [file])
        if done.returncode == 0:
            return done.stdout
        # The line of the error, without the compiler's warnings before it.
        lines = done.stderr.splitlines(keepends=True)
        return lines[-1] if lines else b""


class Run:
    def __init__(self, options):
        self.options = options
        self.codecs = [Codec("rust", options.halflap, False), Codec("go", options.halflap_go, True),
                       Codec("third", options.third, None)]
        self.codecs = [codec for codec in self.codecs if codec.path]
        self.counts, self.kinds = collections.Counter(), collections.Counter()

    def same(self, what, want, got_by_codec, context):
        for codec, got in got_by_codec:
            if got != want:
                raise Different(f"{what} {context}\n  model {want!r}\n  {codec.name:5} {got!r}")

    def model(self, root, data):
        """What the model says: (verdict, value)."""
        try:
            return "ok", Reader(root, False, ids.type_id(root), ids.schema_id).read(data)
        except WireError as error:
            return str(error), None

    def schema(self, seed, folder):
        rng = random.Random(seed)
        made = Schemas(rng).root()
        files = write_schemas(self.options.halflap, folder, made)
        packages = {version: lapread.load(file) for version, file in files.items()}
        self.counts["schemas"] += 1
        messages = packages[made.version].messages()
        for root in rng.sample(messages, min(2, len(messages))):
            self.root(rng, folder, files, packages, root.full_name)

    def root(self, rng, folder, files, packages, name):
        buffers = []  # (file name, bytes)

        def keep(data):
            path = os.path.join(folder, f"{name}-{len(buffers)}.bin")
            with open(path, "wb") as file:
                file.write(data)
            buffers.append((path, data))
            return data

        good, newest = [], max(packages)
        for version, package in packages.items():
            root, view = package.find(name), View(package, version)
            for i in range(2):
                value = Values(rng, rng.choice([5, 30, 80])).message(root, lambda decl: view.package.pin(decl.package, version))
                checksum = rng.random() < 0.3
                path = os.path.join(folder, f"{name}-v{version}-{i}.json")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(jsonform.write_message(root, value))
                self.counts["values"] += 1
                try:
                    data = buffer(root, version, Encoder(root).encode(value), checksum)
                except EncodeError as error:
                    # A pinned version asks for a field that has been removed since (HL-ENC-4).
                    data = f"{error}\n".encode()
                self.same("from-json", data, [(c, c.from_json(files[version], name, path, checksum)) for c in self.codecs],
                          f"{path} by {files[version]} type {name}")
                self.damaged_texts(rng, path, files[version], name)
                if not data.startswith(b"HLAP"):
                    continue
                good.append(keep(data))
                length, body = newer.Loose(root, rng).encode(value)
                good.append(keep(header(ids.type_id(root), rng.randbytes(8), newest + 1, length, body, rng.random() < 0.3)))
        top = packages[newest].find(name)
        if good:
            damage = Damage(rng, good, newest, lambda version: ids.schema_id(top, version), [])
            for _ in range(self.options.mutations):
                keep(damage.one())
        for version, package in packages.items():
            self.verdicts(rng, files[version], package.find(name), buffers, len(good))

    def damaged_texts(self, rng, path, lap_file, name):
        """What the commands say of bad JSON: the model reads none, so they are compared with each other."""
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        for number in range(2 if len(self.codecs) > 1 else 0):
            damaged = f"{path}.{number}"
            with open(damaged, "wb") as file:
                file.write(damaged_text(rng, text))
            said = [(c, c.from_json(lap_file, name, damaged, False)) for c in self.codecs]
            self.counts["damaged texts"] += 1
            self.same("from-json", said[0][1], said[1:], f"{damaged} by {lap_file} type {name}; want is what {said[0][0].name} says")

    def verdicts(self, rng, lap_file, root, buffers, whole):
        model = [self.model(root, data) for _, data in buffers]
        paths = [path for path, _ in buffers]
        for codec in self.codecs:
            # Without a type the header's type id chooses; here it is the root's, or unknown.
            type_ = root.full_name if rng.random() < 0.7 else None
            for path, (want, _), verdict in zip(paths, model, codec.verify(lap_file, type_, paths) if paths else []):
                self.same("verify", want, [(codec, verdict)], f"{path} by {lap_file} type {root.full_name}")
        self.counts["verdicts"] += len(paths)
        for want, _ in model:
            if want != "ok":
                self.kinds[want.split("kind=")[1].split(" ")[0]] += 1
        accepted = [i for i, (want, _) in enumerate(model) if want == "ok"]
        damaged = [i for i in accepted if i >= whole]
        for i in [i for i in accepted if i < whole] + rng.sample(damaged, min(3, len(damaged))):
            want = jsonform.write_message(root, model[i][1])
            self.counts["JSON texts"] += 1
            self.same("to-json", want, [(c, c.to_json(lap_file, root.full_name, paths[i])) for c in self.codecs],
                      f"{paths[i]} by {lap_file} type {root.full_name}")

    def summary(self):
        kinds = " ".join(f"{kind}:{count}" for kind, count in self.kinds.most_common())
        told = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        return f"{told}, by {', '.join(codec.name for codec in self.codecs)} and the model; refused for {kinds}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--schemas", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="the number of the first schema")
    parser.add_argument("--mutations", type=int, default=60, help="damaged buffers for each root message")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--halflap", required=True)
    parser.add_argument("--halflap-go")
    parser.add_argument("--third")
    options = parser.parse_args()
    run, start, differences = Run(options), time.time(), 0
    base = tempfile.mkdtemp(prefix="halflap-cross-")
    for number in range(options.first, options.first + options.schemas):
        folder = os.path.join(base, str(number))
        try:
            run.schema(options.seed * 1_000_000 + number, folder)
            shutil.rmtree(folder)
        except Different as error:
            differences += 1
            print(f"DIFFERENT (--seed {options.seed}, schema {number}; kept in {folder}): {error}", flush=True)
    if not differences:
        shutil.rmtree(base)
    print(f"{differences} differences in {time.time() - start:.0f} s: {run.summary()}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
