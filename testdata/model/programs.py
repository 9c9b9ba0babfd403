"""The programs that answer for a batch: generated code around the runners in `runner/`."""

import glob
import os
import re
import shutil
import subprocess

from batch import REPO, Different, call

RUST_MANIFEST = """[package]
name = "cross-batch"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
halflap = { path = "@REPO@", features = ["json", "serde"] }
halflap-cross = { path = "@REPO@/testdata/model/runner/rust" }

[workspace]

[profile.dev]
debug = false
incremental = false

# What is built once may be quick; overflow and the like are still looked for.
[profile.dev.package."*"]
opt-level = 1
"""

RUST_MAIN = """//! Generated code of random schemas.
#![allow(dead_code)]

@MODULES@

static ROOTS: &[&[halflap_cross::Reader]] = &[
@ROOTS@
];

fn main() -> std::process::ExitCode {
    halflap_cross::main(ROOTS)
}
"""

GO_MODULE = """module cross

go 1.24

require (
	github.com/halflap/halflap/go-codec v0.0.0
	github.com/halflap/halflap/testdata/model/runner/go v0.0.0
)

replace github.com/halflap/halflap/go-codec => @REPO@/go-codec

replace github.com/halflap/halflap/testdata/model/runner/go => @REPO@/testdata/model/runner/go
"""

GO_MAIN = """// Command run answers for generated code of random schemas.
package main

import (
	"github.com/halflap/halflap/testdata/model/runner/go"
@IMPORTS@
)

func main() {
	runner.Main([][]runner.Reader{
@ROOTS@
	})
}
"""


class Program:
    """One of the programs, and what it said. `name`: rust, go, or go without unsafe."""

    def __init__(self, batch, name):
        self.batch, self.name, self.crashes = batch, name, 0
        self.copies = name == "go without unsafe"
        short = name.replace(" ", "-")
        self.binary, self.said = batch.path(f"{short}.program"), batch.path(f"{short}.said")

    def build(self):
        options, batch = self.batch.options, self.batch
        if self.name == "rust":
            target = os.path.join(options.work, "target")
            call("cargo build", ["cargo", "build", "--offline", "--quiet"], batch.path("rust"),
                 env=dict(os.environ, CARGO_TARGET_DIR=target, RUSTFLAGS="--cap-lints=allow"))
            shutil.copy(os.path.join(target, "debug/cross-batch"), self.binary)
        else:
            # The copying build is there for its results: without optimisation it takes half as long.
            safe = ["-tags", "halflap_safe", "-gcflags=cross/...=-N -l"] if self.copies else []
            call("go build", ["go", "build", *safe, "-o", self.binary, "./run"], batch.path("go"))

    def answer(self):
        """All answers, into a file. A crash is the answer to the request that crashed; the rest is asked anew."""
        requests, readers = self.batch.requests, [len(root.readers) for root in self.batch.roots]
        with open(self.said, "wb"):
            pass
        done = 0
        while done < len(requests):
            with open(self.batch.path("requests"), "rb") as asked, open(self.said, "ab") as said:
                asked.seek(requests[done][2])
                os.lseek(asked.fileno(), requests[done][2], os.SEEK_SET)
                try:
                    ended = subprocess.run([self.binary], stdin=asked, stdout=said, stderr=subprocess.PIPE, timeout=1800)
                    code, text = ended.returncode, ended.stderr.decode(errors="replace")
                except subprocess.TimeoutExpired:
                    code, text = "none", "no end after half an hour"
            if code == 0:
                return
            self.crashes += 1
            if self.crashes > 5:
                raise Different(f"{self.name} crashes again and again\n{text[:3000]}")
            with open(self.said, "rb") as said:
                lines = said.read().count(b"\n")
            done = 0
            while lines >= readers[requests[done][0]]:
                lines -= readers[requests[done][0]]
                done += 1
            with open(self.said, "ab") as said:
                one = f"CRASHED: exit code {code}: {text[:600]}".replace("\n", " ")
                said.write(f"{one}\n".encode() * (readers[requests[done][0]] - lines))
            done += 1

    def once(self, root, flags, data):
        """The answers to one request."""
        request = bytes([flags]) + root.to_bytes(4, "little") + len(data).to_bytes(4, "little") + data
        done = subprocess.run([self.binary], input=request, capture_output=True, timeout=600)
        return done.stdout.decode(errors="replace").split("\n")[:-1]


def write_programs(batch):
    with open(batch.path("rust/Cargo.toml"), "w", encoding="utf-8") as file:
        file.write(RUST_MANIFEST.replace("@REPO@", REPO))
    shutil.copy(os.path.join(REPO, "Cargo.lock"), batch.path("rust/Cargo.lock"))
    roots = []
    for root in batch.roots:
        cases = [f"halflap_cross::Reader::of::<{rust_name(batch, module, root.name)}>()" for module, *_ in root.readers]
        roots.append(f"    &[{', '.join(cases)}],")
    with open(batch.path("rust/src/main.rs"), "w", encoding="utf-8") as file:
        modules = "\n".join(f"mod {module};" for module in batch.modules)
        file.write(RUST_MAIN.replace("@MODULES@", modules).replace("@ROOTS@", "\n".join(roots)))

    with open(batch.path("go/go.mod"), "w", encoding="utf-8") as file:
        file.write(GO_MODULE.replace("@REPO@", REPO))
    imports, roots = {}, []
    for root in batch.roots:
        cases = []
        for module, *_ in root.readers:
            folder, name = go_name(batch, module, root.name)
            local = imports.setdefault(f"cross/{folder}", f"p{len(imports)}")
            cases.append(f"runner.Of({local}.{name}TypeID, {local}.Description(), {local}.Read{name}, {local}.ReadKnown{name})")
        roots.append("\t\t{" + ", ".join(cases) + "},")
    with open(batch.path("go/run/main.go"), "w", encoding="utf-8") as file:
        imports = "\n".join(f'\t{local} "{path}"' for path, local in imports.items())
        file.write(GO_MAIN.replace("@IMPORTS@", imports).replace("@ROOTS@", "\n".join(roots)))


def rust_name(batch, module, full_name):
    """A message's path in Rust: what generated code itself calls it."""
    marked = f'const NAME: &\'static str = "{full_name}";'
    for path in glob.glob(batch.path("rust/src", module, "*.rs")):
        with open(path, encoding="utf-8") as file:
            before, found, _ = file.read().partition(marked)
        if found:
            name = before.rsplit("read::Layout for ", 1)[1].split(" ")[0]
            return f"{module}::{os.path.basename(path)[:-3]}::{name}"
    raise Different(f"no message {full_name} in Rust in {module}")


def go_name(batch, module, full_name):
    """(folder, name) of a message in Go."""
    marked = re.compile(r'^var type(\w+) = halflap\.Type\{\n\tName: +"' + re.escape(full_name) + '"', re.M)
    for path in glob.glob(batch.path("go", module, "**/*.go"), recursive=True):
        with open(path, encoding="utf-8") as file:
            found = marked.search(file.read())
        if found:
            return os.path.relpath(os.path.dirname(path), batch.path("go")), found[1]
    raise Different(f"no message {full_name} in Go in {module}")


def lint(batch):
    """What the languages' own tools say of the generated code."""
    rust, go = batch.path("rust"), batch.path("go")
    files = [os.path.join(below, name) for below, _, found in os.walk(os.path.join(rust, "src"))
             for name in found if name.endswith(".rs") and below != os.path.join(rust, "src")]
    call("rustfmt", ["rustfmt", "--check", "--edition", "2024"] + sorted(files), rust)
    flat = call("gofmt", ["gofmt", "-l"] + batch.modules, go)
    if flat:
        raise Different(f"gofmt would change\n{flat}")
    call("go vet", ["go", "vet", "./..."], go)
    call("clippy", ["cargo", "clippy", "--offline", "--quiet", "--", "-D", "warnings"], rust,
         env=dict(os.environ, CARGO_TARGET_DIR=os.path.join(batch.options.work, "target")))
