"""Random schemas, values and damaged buffers, tried against Rust, Go and the model.

`python3 testdata/model/cross.py --schemas N --mutations M --seed S --halflap PATH --halflap-go PATH`

Compared: bytes (from-json), JSON (to-json), verdict, kind, offset and path (verify), for each writer's
version against each reader's, for newer writers, and for damaged copies; kind, line, column and path
of damaged JSON (from-json, both commands with each other). Exit code 1 on a difference;
what differs is kept below the folder that is printed. The last line is a summary.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import ids
import jsonform
import lap
import rand
from layout import block_length
from wire import EncodeError, Encoder, Reader, View, WireError, header

sys.setrecursionlimit(10000)


class Different(Exception):
    pass


class Codec:
    """One of the commands. `schema` is what it is told for a .lap file: its description, or the file, or
    each in turn where `descriptors` is None."""

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
        verdicts = []
        for start in range(0, len(files), 200):
            batch = files[start:start + 200]
            named = batch if len(batch) > 1 else batch * 2
            lines = self.run(["verify"] + self.schema(lap_file) + (["--type", type_] if type_ else []) + named)
            lines = lines.stdout.decode("utf-8", "replace").split("\n")[:len(batch)]
            for file, line in zip(batch, lines):
                if not line.startswith(file + ": "):
                    raise Different(f"{self.name}: verify said {line!r} for {file}")
                verdicts.append(line[len(file) + 2:])
            if len(verdicts) != start + len(batch):
                raise Different(f"{self.name}: verify said {len(lines)} lines for {len(batch)} files")
        return verdicts

    def to_json(self, lap_file, type_, file):
        done = self.run(["to-json"] + self.schema(lap_file) + ["--reveal", "--type", type_, file])
        return (done.stdout if done.returncode == 0 else done.stderr).decode("utf-8", "replace").rstrip("\n")

    @staticmethod
    def complaint(done):
        """The line of an error, without the compiler's warnings before it."""
        lines = done.stderr.splitlines(keepends=True)
        return lines[-1] if lines else b""

    def from_json(self, lap_file, type_, file, checksum):
        done = self.run(["from-json"] + self.schema(lap_file) + ["--type", type_] +
                        (["--checksum"] if checksum else []) + [file])
        return done.stdout if done.returncode == 0 else self.complaint(done)


class Run:
    def __init__(self, options):
        self.options = options
        self.codecs = [Codec("rust", options.halflap, False), Codec("go", options.halflap_go, True),
                       Codec("third", options.third, None)]
        self.codecs = [codec for codec in self.codecs if codec.path]
        self.counts = {"schemas": 0, "values": 0, "verdicts": 0, "refused": 0, "json": 0, "texts": 0}
        self.kinds = {}

    def same(self, what, want, got_by_codec, context):
        for codec, got in got_by_codec:
            if got != want:
                raise Different(f"{what} {context}\n  model {want!r}\n  {codec.name:5} {got!r}")

    def model(self, root, data):
        """What the model says: (verdict, value)."""
        reader = Reader(root, False, ids.type_id(root), ids.schema_id)
        try:
            value = reader.read(data)
        except WireError as error:
            return str(error), None
        if not reader.newer and not rand.has_removed(root):
            again = self.buffer(root, reader.version, Encoder(root, reader.version).encode(value), bool(data[6] & 1))
            if again != data:
                raise Different("the model accepts what is not canonical: a hole in the spec")
        return "ok", value

    def buffer(self, root, version, body, checksum):
        return header(ids.type_id(root), ids.schema_id(root, version), version, block_length(root, version), body, checksum)

    def write_schemas(self, folder, package):
        """The package and its imports as they were at each version: {version: .lap file}."""
        files = {}
        for version in range(1, package.version + 1):
            below = os.path.join(folder, f"v{version}")
            os.makedirs(below)
            for other in package.closure():
                # The newest checkout may have imports that went further than the pins.
                at = other.version if version == package.version else package.pin(other, version)
                if at:
                    with open(os.path.join(below, other.file), "w", encoding="utf-8") as file:
                        file.write(lap.to_text(other, at))
            files[version] = os.path.join(below, package.file)
            done = subprocess.run([self.options.halflap, "gen", "--descriptor", files[version][:-4] + ".halflap", files[version]],
                                  capture_output=True, timeout=120)
            if done.returncode != 0:
                raise Different(f"the compiler refuses {files[version]}\n{done.stderr.decode(errors='replace')[:3000]}")
        return files

    def schema(self, seed, folder):
        rng = random.Random(seed)
        made = rand.Schemas(rng).root()
        files = self.write_schemas(folder, made)
        packages = {version: lap.load(file) for version, file in files.items()}
        self.counts["schemas"] += 1
        newest = packages[made.version]
        roots = rng.sample(newest.messages(), min(2, len(newest.messages())))
        for root in roots:
            self.root(rng, folder, files, packages, root.full_name)

    def root(self, rng, folder, files, packages, name):
        buffers = []  # (file name, bytes)

        def keep(data):
            path = os.path.join(folder, f"{name}-{len(buffers)}.bin")
            with open(path, "wb") as file:
                file.write(data)
            buffers.append((path, data))
            return data

        good = []
        for version, package in packages.items():
            root = package.find(name)
            view = View(package, version)
            for i in range(2):
                value = rand.Values(rng, rng.choice([5, 30, 80])).message(root, lambda decl: view.package.pin(decl.package, version))
                checksum = rng.random() < 0.3
                path = os.path.join(folder, f"{name}-v{version}-{i}.json")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(jsonform.write_message(root, value))
                self.counts["values"] += 1
                try:
                    data = self.buffer(root, version, Encoder(root).encode(value), checksum)
                except EncodeError as error:
                    # A pinned version asks for a field that has been removed since (HL-ENC-4).
                    data = f"{error}\n".encode()
                self.same("from-json", data, [(c, c.from_json(files[version], name, path, checksum)) for c in self.codecs],
                          f"{path} by {files[version]} type {name}")
                self.damaged_texts(rng, path, files[version], name)
                if not data.startswith(b"HLAP"):
                    continue
                good.append(keep(data))
                if rng.random() < 0.7:
                    # Not what the reader knows, but what its reading allows.
                    length, body = rand.Loose(root, rng).encode(value)
                    top = packages[max(packages)].version
                    loose = header(ids.type_id(root), rng.randbytes(8), rng.choice([top + 1, top + 7, 65536]), length, body, rng.random() < 0.3)
                    good.append(keep(loose))
        top = packages[max(packages)]
        root = top.find(name)
        for _ in range(2):
            value = rand.Values(rng).deep(root, lambda decl: top.pin(decl.package, top.version))
            try:
                good.append(keep(self.buffer(root, top.version, rand.Deep(root).encode(value), False)))
            except EncodeError:
                break
        for _ in range(self.options.mutations if good else 0):
            keep(rand.damage(rng, rng.choice(good), top.version, lambda v: ids.schema_id(top.find(name), v)))
        for version, package in packages.items():
            self.verdicts(rng, files[version], package.find(name), buffers, len(good))

    def damaged_texts(self, rng, path, lap_file, name):
        """What both commands say of bad JSON: the model reads none, so they are compared with each other."""
        with open(path, "rb") as file:
            text = file.read()
        for number in range(2 if len(self.codecs) > 1 else 0):
            damaged = f"{path}.{number}"
            with open(damaged, "wb") as file:
                file.write(rand.damage_text(rng, text))
            said = [(c, c.from_json(lap_file, name, damaged, False)) for c in self.codecs]
            self.counts["texts"] += 1
            self.same("from-json", said[0][1], said[1:], f"{damaged} by {lap_file} type {name}; want is what {said[0][0].name} says")

    def verdicts(self, rng, lap_file, root, buffers, whole):
        model = [self.model(root, data) for _, data in buffers]
        names = [path for path, _ in buffers]
        for codec in self.codecs:
            # Without a type the header's type id chooses; here it is the root's, or unknown.
            type_ = root.full_name if rng.random() < 0.7 else None
            got = codec.verify(lap_file, type_, names)
            for path, (want, _), verdict in zip(names, model, got):
                self.same("verify", want, [(codec, verdict)], f"{path} by {lap_file} type {root.full_name}")
        self.counts["verdicts"] += len(names)
        for want, _ in model:
            if want != "ok":
                self.counts["refused"] += 1
                kind = want.split("kind=")[1].split(" ")[0]
                self.kinds[kind] = self.kinds.get(kind, 0) + 1
        accepted = [i for i, (want, _) in enumerate(model) if want == "ok"]
        chosen = [i for i in accepted if i < whole] + rng.sample([i for i in accepted if i >= whole],
                                                                 min(3, sum(i >= whole for i in accepted)))
        for i in chosen:
            want = jsonform.write_message(root, model[i][1])
            self.counts["json"] += 1
            self.same("to-json", want, [(c, c.to_json(lap_file, root.full_name, names[i])) for c in self.codecs],
                      f"{names[i]} by {lap_file} type {root.full_name}")

    def summary(self):
        kinds = " ".join(f"{kind}:{count}" for kind, count in sorted(self.kinds.items(), key=lambda pair: -pair[1]))
        told = ", ".join(f"{count} {what}" for what, count in self.counts.items())
        return f"{told}, by {', '.join(codec.name for codec in self.codecs)} and the model; refused for {kinds}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--schemas", type=int, default=20)
    parser.add_argument("--mutations", type=int, default=60, help="damaged buffers for each root message")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="stop after this time, whatever --schemas says")
    parser.add_argument("--halflap", "--rust", dest="halflap", required=True)
    parser.add_argument("--halflap-go", "--go", dest="halflap_go")
    parser.add_argument("--third", help="testdata/third/third.py: a third reader, which is slow")
    parser.add_argument("--keep-going", action="store_true", help="go on with the next schema after a difference")
    options = parser.parse_args()
    run, start, differences = Run(options), time.time(), 0
    base = tempfile.mkdtemp(prefix="halflap-cross-")
    number = 0
    while number < options.schemas if options.seconds is None else time.time() - start < options.seconds:
        seed = options.seed * 1_000_000 + number
        folder = os.path.join(base, str(seed))
        os.makedirs(folder)
        try:
            run.schema(seed, folder)
            shutil.rmtree(folder)
        except Different as error:
            differences += 1
            print(f"DIFFERENT (--seed {options.seed}, schema {number}; kept in {folder}): {error}", flush=True)
            if not options.keep_going:
                break
        number += 1
    if not differences:
        shutil.rmtree(base)
    print(f"{differences} differences in {time.time() - start:.0f} s: {run.summary()}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
