"""One batch of the cross test: random schemas, their generated code, what is asked of it, and what the model
says."""

import collections
import os
import random
import shutil
import struct
import subprocess

import ids
import jsonform
import lap
import lapread
import names
import newer
from damage import Damage, damaged_text
from expect import Expected, Hole, buffer
from random_schemas import Schemas
from random_values import Values
from encoding import Encoder
from wire import EncodeError, View, header

HERE = os.path.dirname(os.path.abspath(__file__))
REPO = os.path.dirname(os.path.dirname(HERE))
TEXT, THOROUGH, IN_FULL = 1, 2, 4
# How many versions of a schema read.
READERS = 3


class Different(Exception):
    """Something that stops a batch."""


def call(what, arguments, folder=None, **more):
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, errors="replace", timeout=1800, **more)
    if done.returncode != 0:
        text = done.stderr or done.stdout
        text = text if len(text) < 8000 else f"{text[:6000]}\n...\n{text[-2000:]}"
        raise Different(f"{what}: exit code {done.returncode}\n{text}")
    return done.stdout


def write_schemas(halflap, folder, package, versions=None):
    """The package and its imports as they were at each version: {version: .lap file}."""
    files = {}
    for version in versions or range(1, package.version + 1):
        below = os.path.join(folder, f"v{version}")
        for other in package.closure():
            # The newest checkout may have imports that went further than the pins.
            at = other.version if version == package.version else package.pin(other, version)
            if at:
                path = os.path.join(below, other.file)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(lap.to_text(other, at))
        files[version] = os.path.join(below, package.file)
        call(f"the compiler on {files[version]}",
             [halflap, "gen", "--descriptor", files[version][:-4] + ".halflap", files[version]])
    return files


class Root:
    """A message of a schema: what is asked of it goes to a reader of each version."""

    def __init__(self, schema, name):
        self.schema, self.name = schema, name
        self.readers = []  # (module, .lap file, Expected)


class Batch:
    def __init__(self, options, folder):
        self.options, self.folder = options, os.path.abspath(folder)
        self.roots, self.modules = [], []
        self.requests = []  # (root number, flags, place in the file, length, whether it is undamaged)
        self.model = []  # (number of the request, number of the reader, line)
        self.counts, self.kinds = collections.Counter(), collections.Counter()
        shutil.rmtree(self.folder, ignore_errors=True)
        for below in ["schemas", "rust/src", "go/run"]:
            os.makedirs(os.path.join(self.folder, below))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    # What is asked.

    def make(self, numbers):
        with open(self.path("requests"), "wb") as self.to:
            for number in numbers:
                self.schema(number)

    def schema(self, number):
        rng = random.Random(self.options.seed * 1_000_000 + number)
        made = Schemas(rng).root()
        older = list(range(1, made.version))
        if len(older) >= READERS:
            older = sorted([1] + rng.sample(older[1:], READERS - 2))
        for hard in range(4, -1, -1):
            if number % 2 and hard:
                names.rename(rng, made)
            folder = self.path("schemas", f"s{number}")
            shutil.rmtree(folder, ignore_errors=True)
            try:
                files = write_schemas(self.options.halflap, folder, made, older + [made.version])
                break
            except Different as error:
                # Of two names that come out equal in a language, one has to change (HL-LANG-39).
                if "would both be" not in str(error) or not hard:
                    raise
                self.counts["clashes of names"] += 1
        packages = {version: lapread.load(file) for version, file in files.items()}
        self.counts["schemas"] += 1
        for version, file in files.items():
            module = f"s{number}v{version}"
            call(f"the compiler on {file}", [
                self.options.halflap, "gen", "--rust", f"rust/src/{module}", "--go", f"go/{module}",
                "--go-import", f"cross/{module}", file], self.folder)
            self.modules.append(module)
        messages = packages[made.version].messages()
        chosen = rng.sample(messages, min(3, len(messages)))
        for message in chosen:
            root = Root(number, message.full_name)
            for version, package in packages.items():
                root.readers.append((f"s{number}v{version}", files[version], Expected(package.find(root.name))))
            self.roots.append(root)
            strangers = [ids.type_id(other) for other in messages if other is not message]
            self.ask_root(rng, packages, root, strangers, -(-self.options.mutations // len(chosen)))
        self.counts["roots"] += len(chosen)

    def ask(self, flags, data, whole=False):
        root = len(self.roots) - 1
        self.requests.append((root, flags, self.to.tell(), len(data), whole))
        self.to.write(struct.pack("<BII", flags, root, len(data)) + data)

    def ask_root(self, rng, packages, root, strangers, mutations):
        """What is asked of the root that was added last."""
        newest = max(packages)
        top = packages[newest].find(root.name)
        good, texts = [], []
        for version, package in packages.items():
            message, view = package.find(root.name), View(package, version)
            for _ in range(self.options.values):
                value = Values(rng, rng.choice([5, 30, 80])).message(message, lambda decl: view.package.pin(decl.package, version))
                texts.append(jsonform.write_message(message, value))
                try:
                    body = Encoder(message).encode(value)
                except EncodeError as error:
                    # A pinned version asks for a field that has been removed since (HL-ENC-4).
                    if error.kind == "missing_required":
                        continue
                    raise
                good.append(buffer(message, version, body, rng.random() < 0.3))
                length, body = newer.Loose(message, rng).encode(value)
                good.append(header(ids.type_id(message), rng.randbytes(8), rng.choice([newest + 1, newest + 7, 65536]),
                                   length, body, rng.random() < 0.3))
        for deepest in [rng.choice([10, 40]), rng.choice([62, 63, 64, 65, 66, 70])]:
            value = Values(rng).deep(top, lambda decl: top.package.pin(decl.package, newest), deepest)
            try:
                good.append(buffer(top, newest, newer.Deep(top).encode(value)))
                texts.append(jsonform.write_message(top, value))
            except EncodeError:
                pass
        for data in good:
            self.ask(THOROUGH, data, whole=True)
        self.counts["values"] += len(good)
        for text in texts:
            self.ask(TEXT, text.encode(), whole=True)
        if good:
            damage = Damage(rng, good, newest, lambda version: ids.schema_id(top, version), strangers)
            for i in range(mutations):
                self.ask(THOROUGH if i % 16 == 0 else 0, damage.one())
            self.counts["mutations"] += mutations
        for _ in range(mutations // 10):
            self.ask(TEXT, damaged_text(rng, rng.choice(texts)))

    def asked(self, number):
        """(root, flags, bytes) of a request."""
        root, flags, place, length, _ = self.requests[number]
        with open(self.path("requests"), "rb") as file:
            file.seek(place + 9)
            return self.roots[root], flags, file.read(length)

    # What the model says; the programs are built meanwhile.

    def judge(self):
        rng = random.Random(self.options.seed)
        with open(self.path("requests"), "rb") as file:
            for number, (root, flags, place, length, whole) in enumerate(self.requests):
                if flags & TEXT:
                    continue
                for i, (_, _, expected) in enumerate(self.roots[root].readers):
                    if whole or rng.random() < self.options.model:
                        file.seek(place + 9)
                        try:
                            line = expected.line(file.read(length))
                        except Hole as hole:
                            line = f"HOLE: {hole}"
                        self.model.append((number, i, line))
        self.counts["judged by the model"] += len(self.model)
