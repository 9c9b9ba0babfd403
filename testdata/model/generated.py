"""Generated code against the model: random schemas, values, buffers of newer writers, and damage.

`python3 testdata/model/generated.py --schemas N --mutations M --seed S --halflap PATH [--work DIR] [--lint]`

All schemas, in each of their versions, become one Rust crate and one Go module below DIR. Each buffer
goes through `read` of each reader's version: the fast check has to give the model's verdict, and the
precise walk behind it the model's kind, offset and path. What is accepted is printed by way of all
accessors, decoded, and written again: as the buffer's own version, the bytes have to be the same, unless
the reader dropped a removed field; then Rust and Go have to agree. Go runs twice, the second time without
`unsafe`. `--lint` also runs the formatters and linters over the generated code. Exit code 1 on a difference.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time

import cross
import ids
import lap
import rand
from cross import Different
from wire import EncodeError, Encoder, View, header

REPO = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Names that a language, a runtime or generated code might want for itself. No two of a row come out the
# same in either language.
ENTRIES = """type fn func self range match len string bytes error read read_known decode encode encode_as equal
    clone fmt default into from hash cmp eq to_owned to_string drop is_empty iter map list view block b v c w m f
    at end limit version value arm unknown unknown_arm wipe append_binary marshal_json read_byte write_to seek
    scan format go_string std core alloc halflap super crate mod use pub async await dyn box gen nil true
    false append make new cap copy panic int uint byte rune any min max clear iota var const chan select
    interface struct package import return switch case defer go goto id url json user_id field fields name
    names none some ok err result option vec write writer reader cursor check init main tag union enum_
    type_id schema_ids blocks aligned description layout secret all bits empty get set as_bytes source""".split()
TYPES = """String Vec Option Result Box Default Clone Debug Copy Some None Ok Err Self Error Kind Message Block
    Cursor Encoder Header Uuid UUID Secret List Map Layout Field Fields Since Optional Plain Source View Union
    Enum Struct Type Halflap Description Iterator Send Sync Drop Eq Ord Hash From Into Value Text Read Write
    Mode Writer Slice Entry Item Bool I128 U128 Test Example Benchmark Core Std Display AlignedBuf""".split()


def rename(rng, package):
    """Gives what a package declares names that are hard to generate code for."""
    for one in package.closure():
        taken = rng.sample(TYPES, len(TYPES))
        for decl in list(one.decls.values()):
            entries = rng.sample(ENTRIES, len(ENTRIES))
            if isinstance(decl, lap.Enum):
                decl.values = [(number, entries.pop()) for number, _ in decl.values]
            elif isinstance(decl, lap.Struct):
                decl.members = [(entries.pop(), type_) for _, type_ in decl.members]
            elif isinstance(decl, lap.Union):
                for arm in decl.arms:
                    arm.name = entries.pop()
            else:
                for field in decl.fields:
                    field.name = entries.pop()
            if rng.random() < 0.5:
                del one.decls[decl.name]
                decl.name = taken.pop()
                one.decls[decl.name] = decl


RUST_MAIN = """//! Reads buffers from standard input and says of each what becomes of it.

use halflap::{AlignedBuf, Message};
use std::fmt::Debug;
use std::io::{BufRead, Write};

@MODULES@

fn failed(error: &halflap::Error) -> String {
    format!("error kind={} offset={} path={}", error.kind(), error.offset(), error.path())
}

fn run<M>(bytes: &[u8]) -> String
where
    M: Message + Debug + for<'a> From<<M as halflap::read::Layout>::View<'a>>,
    for<'a> <M as halflap::read::Layout>::View<'a>: Debug,
{
    let buffer = AlignedBuf::from(bytes);
    let view = match halflap::read::read::<M>(&buffer) {
        Ok(view) => view,
        Err(error) => return failed(&error),
    };
    let shown = format!("{view:?}");
    assert!(!shown.is_empty());
    let owned = M::from(view);
    let mut odd = vec![0; 1];
    odd.extend_from_slice(bytes);
    let elsewhere = match M::decode(&odd[1..]) {
        Ok(owned) => owned,
        Err(error) => return format!("decode of an odd address: {}", failed(&error)),
    };
    if format!("{owned:?}") != format!("{elsewhere:?}") {
        return "decode of an odd address differs".into();
    }
    let version = halflap::Header::peek(&buffer).map_or(0, |header| header.version());
    if version as usize > M::BLOCKS.len() {
        return "ok newer".into();
    }
    if let Ok(newest) = owned.to_halflap() {
        assert_eq!(owned.encoded_len().ok(), Some(newest.len()));
        match M::decode(&newest) {
            Ok(again) if format!("{owned:?}") == format!("{again:?}") => {}
            Ok(_) => return "decode of what was encoded differs".into(),
            Err(error) => return format!("decode of what was encoded: {}", failed(&error)),
        }
    }
    match owned.encode_as(version) {
        Ok(again) if again[8..36] == buffer[8..36] && again[40..] == buffer[40..] => "ok same".into(),
        Ok(again) => format!("ok other {}", again[40..].iter().map(|b| format!("{b:02x}")).collect::<String>()),
        Err(error) => format!("ok refused kind={} path={}", error.kind(), error.path()),
    }
}

type Case = fn(&[u8]) -> String;

const CASES: &[Case] = &[
@CASES@
];

fn main() {
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (case, hex) = line.split_once(' ').unwrap();
        let bytes: Vec<u8> = (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
            .collect();
        writeln!(out, "{}", CASES[case.parse::<usize>().unwrap()](&bytes)).unwrap();
        out.flush().unwrap();
    }
}
"""

GO_MAIN = """// Command run reads buffers from standard input and says of each what becomes of it.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/halflap/halflap/go-codec"
@IMPORTS@
)

type view[M any] interface {
	Decode() M
	String() string
}

type message[M any] interface {
	*M
	AppendBinary([]byte) ([]byte, error)
	AppendVersion([]byte, uint32) ([]byte, error)
	UnmarshalBinary([]byte) error
	EncodedLen() (int, error)
}

func failed(err error) string {
	var inBuffer *halflap.Error
	if errors.As(err, &inBuffer) {
		return fmt.Sprintf("error kind=%s offset=%d path=%s", inBuffer.Kind.String(), inBuffer.Offset, inBuffer.Path)
	}
	return "unknown error: " + err.Error()
}

func run[M any, P message[M], V view[M]](read func([]byte) (V, error), newest uint32) func([]byte) string {
	return func(b []byte) string {
		v, err := read(b)
		if err != nil {
			return failed(err)
		}
		if v.String() == "" {
			return "shows nothing"
		}
		m := v.Decode()
		version := binary.LittleEndian.Uint32(b[24:])
		odd := append(make([]byte, 1, len(b)+1), b...)[1:]
		var elsewhere M
		if err := P(&elsewhere).UnmarshalBinary(odd); err != nil {
			return "decode of an odd address: " + failed(err)
		}
		if version > newest {
			return "ok newer"
		}
		if first, err := P(&m).AppendBinary(nil); err == nil {
			if n, err := P(&m).EncodedLen(); err != nil || n != len(first) {
				return fmt.Sprint("another length: ", n, err)
			}
			second, err := P(&elsewhere).AppendBinary([]byte("12345678"))
			if err != nil || !bytes.Equal(first, second[8:]) {
				return "decode of an odd address differs"
			}
			var again M
			if err := P(&again).UnmarshalBinary(first); err != nil {
				return "decode of what was encoded: " + failed(err)
			}
			if second, err := P(&again).AppendBinary(nil); err != nil || !bytes.Equal(first, second) {
				return "decode of what was encoded differs"
			}
		}
		again, err := P(&m).AppendVersion(nil, version)
		var refused *halflap.Error
		switch {
		case errors.As(err, &refused):
			return fmt.Sprintf("ok refused kind=%s path=%s", refused.Kind.String(), refused.Path)
		case err != nil:
			return "unknown error: " + err.Error()
		case bytes.Equal(again[8:36], b[8:36]) && bytes.Equal(again[40:], b[40:]):
			return "ok same"
		default:
			return "ok other " + hex.EncodeToString(again[40:])
		}
	}
}

var cases = []func([]byte) string{
@CASES@
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadString('\\n')
		if err != nil {
			return
		}
		number, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		i, err := strconv.Atoi(number)
		if err != nil {
			panic(err)
		}
		b, err := hex.DecodeString(text)
		if err != nil {
			panic(err)
		}
		fmt.Fprintln(out, cases[i](b))
		out.Flush()
	}
}
"""


class Run(cross.Run):
    def __init__(self, options):
        options.halflap_go = None
        super().__init__(options)
        self.work = os.path.abspath(options.work)
        self.roots = []     # (module, package name, message, versions)
        self.cases = []     # (root number, bytes, what the model expects, .lap file)
        self.modules = []   # (module, packages)
        self.index = {}     # (package name, message): name in Rust and Go

    def call(self, what, arguments, folder, **more):
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=1500, **more)
        if done.returncode != 0:
            text = done.stderr or done.stdout
            text = text if len(text) < 8000 else f"{text[:6000]}\n...\n{text[-2000:]}"
            raise Different(f"{what}: exit code {done.returncode}\n{text}")
        return done.stdout

    def prepare(self):
        for folder in ["schemas", "rust/src", "go"]:
            shutil.rmtree(os.path.join(self.work, folder), ignore_errors=True)
            os.makedirs(os.path.join(self.work, folder))

    def schema(self, number):
        rng = random.Random(self.options.seed * 1_000_000 + number)
        made = rand.Schemas(rng).root()
        if number % 2:
            rename(rng, made)
        files = self.write_schemas(os.path.join(self.work, "schemas", f"s{number}"), made)
        packages = {version: lap.load(file) for version, file in files.items()}
        self.counts["schemas"] += 1
        for version, file in files.items():
            module = f"s{number}v{version}"
            self.call(f"halflap gen {file}", [
                self.options.halflap, "gen", "--rust", f"rust/src/{module}", "--go", f"go/{module}",
                "--go-import", f"cross/{module}", file], self.work)
            self.modules.append(module)
        newest = packages[made.version]
        for root in newest.messages():
            self.buffers(rng, number, files, packages, root.full_name)

    def buffers(self, rng, number, files, packages, name):
        top = packages[max(packages)]
        good = []
        for version, package in packages.items():
            root, view = package.find(name), View(package, version)
            for _ in range(2):
                value = rand.Values(rng, rng.choice([5, 30, 80])).message(
                    root, lambda decl: view.package.pin(decl.package, version))
                try:
                    body = Encoder(root).encode(value)
                except EncodeError as error:
                    if error.kind == "too_deep":
                        continue
                    raise
                good.append(self.buffer(root, version, body, rng.random() < 0.3))
                length, body = rand.Loose(root, rng).encode(value)
                good.append(header(ids.type_id(root), rng.randbytes(8), rng.choice([top.version + 1, 65536]),
                                   length, body, rng.random() < 0.3))
        schema_id = lambda version: ids.schema_id(top.find(name), version)
        bad = [rand.damage(rng, rng.choice(good), top.version, schema_id)
               for _ in range(self.options.mutations if good else 0)]
        for version, package in packages.items():
            root = package.find(name)
            case = len(self.roots)
            self.roots.append((f"s{number}v{version}", root))
            removed = rand.has_removed(root)
            for data in good + bad:
                verdict, _ = self.model(root, data)
                if verdict == "ok":
                    newer = int.from_bytes(data[24:28], "little") > version
                    verdict = "ok newer" if newer else "ok ?" if removed else "ok same"
                else:
                    self.counts["refused"] += 1
                    kind = verdict.split("kind=")[1].split(" ")[0]
                    self.kinds[kind] = self.kinds.get(kind, 0) + 1
                self.counts["verdicts"] += 1
                self.cases.append((case, data, verdict, files[version]))

    def names_in(self, root):
        """The message's type in Rust and in Go: what the generated code itself calls it."""
        rust = os.path.join(self.work, "rust/src", root[0], f"{root[1].package.name}.rs")
        text = open(rust, encoding="utf-8").read()
        marked = f'const NAME: &\'static str = "{root[1].full_name}";'
        before = text[:text.index(marked)]
        rust_name = before.rsplit("read::Layout for ", 1)[1].split(" ")[0]
        return rust_name, "".join(part[:1].upper() + part[1:] for part in root[1].name.split("_"))

    def write_runners(self):
        rust = os.path.join(self.work, "rust")
        with open(os.path.join(rust, "Cargo.toml"), "w", encoding="utf-8") as file:
            file.write('[package]\nname = "cross-generated"\nversion = "0.0.0"\nedition = "2024"\npublish = false\n\n'
                       f'[dependencies]\nhalflap = {{ path = "{REPO}" }}\n\n[workspace]\n\n'
                       '[profile.dev]\ndebug = false\nincremental = false\n')
        shutil.copy(os.path.join(REPO, "Cargo.lock"), os.path.join(rust, "Cargo.lock"))
        names = [self.names_in(root) for root in self.roots]
        cases = "\n".join(f"    run::<{module}::{root.package.name}::{name}>,"
                          for (module, root), (name, _) in zip(self.roots, names))
        modules = "\n".join(f"mod {module};" for module in self.modules)
        with open(os.path.join(rust, "src/main.rs"), "w", encoding="utf-8") as file:
            file.write(RUST_MAIN.replace("@MODULES@", modules).replace("@CASES@", cases))
        go = os.path.join(self.work, "go")
        with open(os.path.join(go, "go.mod"), "w", encoding="utf-8") as file:
            file.write("module cross\n\ngo 1.24\n\nrequire github.com/halflap/halflap/go-codec v0.0.0\n\n"
                       f"replace github.com/halflap/halflap/go-codec => {REPO}/go-codec\n")
        used = sorted({(module, root.package.name) for module, root in self.roots})
        imports = "\n".join(f'\t{module}{package} "cross/{module}/{package}"' for module, package in used)
        cases = "\n".join(f"\trun({module}{root.package.name}.Read{name}, {root.package.version}),"
                          for (module, root), (_, name) in zip(self.roots, names))
        os.makedirs(os.path.join(go, "run"))
        with open(os.path.join(go, "run/main.go"), "w", encoding="utf-8") as file:
            file.write(GO_MAIN.replace("@IMPORTS@", imports).replace("@CASES@", cases))

    def lint(self):
        """What the languages' own tools say of the generated code."""
        rust, go = os.path.join(self.work, "rust"), os.path.join(self.work, "go")
        files = [os.path.join(below, name) for below, _, names in os.walk(os.path.join(rust, "src"))
                 for name in names if name.endswith(".rs") and below != os.path.join(rust, "src")]
        self.call("rustfmt", ["rustfmt", "--check", "--edition", "2024"] + sorted(files), rust)
        flat = self.call("gofmt", ["gofmt", "-l"] + self.modules, go)
        if flat:
            raise Different(f"gofmt would change\n{flat}")
        self.call("go vet", ["go", "vet", "./..."], go)
        self.call("clippy", ["cargo", "clippy", "--offline", "--quiet", "--", "-D", "warnings", "-A", "dead_code"], rust,
                  env=dict(os.environ, CARGO_TARGET_DIR=os.path.join(self.work, "target")))

    def ask(self, program):
        """A line for each case. A crash is the answer to the case that crashed, and the rest is asked anew."""
        answers, crashes = [], 0
        while len(answers) < len(self.cases):
            text = "".join(f"{case} {data.hex()}\n" for case, data, _, _ in self.cases[len(answers):])
            done = subprocess.run([program], input=text, capture_output=True, text=True, timeout=600)
            answers += done.stdout.split("\n")[:-1]
            if done.returncode == 0:
                break
            crashes += 1
            if crashes > 5:
                raise Different(f"{program} crashes again and again\n{done.stderr[:3000]}")
            answers.append(f"crashed: {done.stderr[:600]}")
        return answers

    def answers(self):
        """Lines by language."""
        rust, go = os.path.join(self.work, "rust"), os.path.join(self.work, "go")
        out = {}
        if "rust" in self.options.languages:
            target = os.path.join(self.work, "target")
            self.call("cargo build", ["cargo", "build", "--offline", "--quiet"], rust,
                      env=dict(os.environ, CARGO_TARGET_DIR=target, RUSTFLAGS="-Adead_code"))
            out["rust"] = self.ask(os.path.join(target, "debug/cross-generated"))
        if "go" in self.options.languages:
            for name, tags in [("go", ""), ("go without unsafe", "halflap_safe")]:
                program = os.path.join(self.work, "go-runner")
                self.call("go build", ["go", "build", "-tags", tags, "-o", program, "./run"], go)
                out[name] = self.ask(program)
        return out

    def compare(self, answers):
        for name, lines in answers.items():
            if len(lines) != len(self.cases):
                raise Different(f"{name}: {len(lines)} answers for {len(self.cases)} buffers")
        differences = 0
        for i, (case, data, want, lap_file) in enumerate(self.cases):
            got = {name: lines[i] for name, lines in answers.items()}
            open_ = want == "ok ?"
            fine = len(set(got.values())) == 1 and all(
                line.startswith(("ok same", "ok other", "ok refused")) if open_ else line == want for line in got.values())
            if fine:
                continue
            differences += 1
            if differences <= self.options.show:
                module, root = self.roots[case]
                path = os.path.join(self.work, f"different-{differences}.bin")
                with open(path, "wb") as file:
                    file.write(data)
                print(f"DIFFERENT: {path} by {lap_file} type {root.full_name}\n  model {want!r}", flush=True)
                for name, line in got.items():
                    print(f"  {name} {line[:700]!r}")
        return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--schemas", type=int, default=6)
    parser.add_argument("--mutations", type=int, default=60, help="damaged buffers for each root message")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--halflap", "--rust", dest="halflap", required=True)
    parser.add_argument("--work", default=os.path.join(REPO, "target/cross-generated"),
                        help="a folder for what is generated and built")
    parser.add_argument("--languages", default="rust,go")
    parser.add_argument("--lint", action="store_true")
    parser.add_argument("--show", type=int, default=10, help="how many differences are shown")
    options = parser.parse_args()
    options.halflap = os.path.abspath(options.halflap)
    start, run = time.time(), Run(options)
    run.prepare()
    try:
        for number in range(options.schemas):
            run.schema(number)
        run.write_runners()
        if options.lint:
            run.lint()
        answers = run.answers()
    except Different as error:
        print(f"DIFFERENT: {error}")
        return 1
    differences = run.compare(answers)
    counts = ", ".join(f"{count} {what}" for what, count in run.counts.items() if count)
    print(f"{differences} differences in {time.time() - start:.0f} s: generated code of {counts}, {len(run.roots)} roots; "
          f"{', '.join(answers)} and the model")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
