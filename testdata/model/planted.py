"""Plants faults in layout code, and checks that vectors turn red.

`python3 testdata/model/planted.py` plants them in the model (seconds);
`python3 testdata/model/planted.py --compiler` in copies of the compiler's layout code, runs the Rust vectors
on each, and takes minutes. Exit code 1 where a fault goes unnoticed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import layout
import vectors

ROOT = os.path.dirname(vectors.TESTDATA)


def align_of(kinds, wrong):
    right = layout.align
    return "align", lambda type_: wrong if type_.kind in kinds else right(type_)


def target_of(kinds, wrong):
    right = layout.target_align
    return "target_align", lambda type_: wrong if type_.kind in kinds else right(type_)


def by(key):
    return lambda fields: sorted((f for f in fields if f.optional and not f.type.is_slot), key=key)


# What is planted in the model: name, function of layout.py, what takes its place.
MODEL = [
    ("u64 aligns to 4", *align_of({"u64"}, 4)),
    ("u16 aligns to 1", *align_of({"u16"}, 1)),
    ("u128 aligns to 16", *align_of({"u128", "i128"}, 16)),
    ("uuid aligns to 8", *align_of({"uuid"}, 8)),
    ("slots align to 8", *align_of({"string", "bytes", "vector", "map", "message", "union"}, 8)),
    ("a struct aligns to 1", *align_of({"struct"}, 1)),
    ("an array aligns to 8", *align_of({"array"}, 8)),
    ("an enum aligns to 1", *align_of({"enum"}, 1)),
    ("targets of strings align to 4", *target_of({"string"}, 4)),
    ("targets of vectors align to 8", *target_of({"vector"}, 8)),
    ("targets of messages align to 4", *target_of({"message"}, 4)),
    ("targets of maps align to 4", *target_of({"map"}, 4)),
    ("targets of unions align to 4", *target_of({"union"}, 4)),
    ("later groups come first", "group_order", lambda sinces: sorted(sinces, reverse=True)),
    ("smaller alignments come first", "field_order", lambda fields: sorted(fields, key=lambda f: (layout.align(f.type), f.id))),
    ("fields lie by id alone", "field_order", lambda fields: sorted(fields, key=lambda f: f.id)),
    ("fields of one alignment lie in descending id", "field_order", lambda fields: sorted(fields, key=lambda f: (-layout.align(f.type), -f.id))),
    ("presence bits in descending id", "presence_order", by(lambda f: -f.id)),
    ("presence bits by place", "presence_order", by(lambda f: (-layout.align(f.type), f.id))),
    ("no presence bits", "presence_order", lambda fields: []),
    ("a presence bit for slots too", "presence_order", lambda fields: sorted((f for f in fields if f.optional), key=lambda f: f.id)),
    ("a presence bit for every field", "presence_order", lambda fields: sorted((f for f in fields if not f.type.is_slot), key=lambda f: f.id)),
]

# What is planted in the compiler: file below compiler/src, name, text that stands once in it, what takes
# its place.
COMPILER = [
    ("resolve/layout.rs", "larger alignments come last", "std::cmp::Reverse(parts[*i].1.align)", "parts[*i].1.align"),
    ("resolve/layout.rs", "fields of one alignment lie in descending id", ", parts[*i].1.id));", ", std::cmp::Reverse(parts[*i].1.id)));"),
    ("resolve/layout.rs", "presence bits in descending id", "with_bit.sort_by_key(|i| parts[*i].1.id);", "with_bit.sort_by_key(|i| std::cmp::Reverse(parts[*i].1.id));"),
    ("resolve/layout.rs", "presence bits by place", "with_bit.sort_by_key(|i| parts[*i].1.id);", "with_bit.sort_by_key(|i| offsets[*i]);"),
    ("resolve/layout.rs", "the highest presence bit first", "bit: (n % 8) as u8,", "bit: 7 - (n % 8) as u8,"),
    ("resolve/layout.rs", "a presence byte for each four fields", "byte: at + n as u32 / 8,", "byte: at + n as u32 / 4,"),
    ("resolve/layout.rs", "blocks end at multiples of 4", "align_up(at, 8).max(least)", "align_up(at, 4).max(least)"),
    ("resolve/layout.rs", "an empty group takes 16 bytes", "start + 8 } else", "start + 16 } else"),
    ("resolve/messages.rs", "later groups come first", "versions.dedup();", "versions.dedup();\n            versions.reverse();"),
    ("ir.rs", "u128 aligns to 16", "self.size().min(8)", "self.size().min(16)"),
    ("ir.rs", "uuid aligns to 8", "Type::Uuid => 1,", "Type::Uuid => 8,"),
    ("ir.rs", "vectors' targets align to 1", "Type::Vector(t) => t.align(schema),", "Type::Vector(_) => 1,"),
]


def plant_in_model():
    missed, vectors.THOROUGH = 0, False
    paths = vectors.all_files()
    _, failed = vectors.run_files(paths)
    if failed:
        print(f"without any fault {len(failed)} vectors fail already")
        return 1
    for name, function, wrong in MODEL:
        right = getattr(layout, function)
        # The names that other modules took with `from layout import …` need it too.
        holders = [m for m in list(sys.modules.values()) if getattr(m, function, None) is right]
        for module in holders:
            setattr(module, function, wrong)
        _, failed = vectors.run_files(paths)
        for module in holders:
            setattr(module, function, right)
        missed += not failed
        print(f"{'red ' if failed else 'MISSED'} {name}: {len(failed)} vectors fail")
    print(f"{len(MODEL)} faults planted in the model, {missed} missed")
    return missed


def cargo(folder, target, *arguments):
    return subprocess.run(["cargo", "test", "-q", "-p", "halflap-compiler", "--test", "vectors", *arguments],
                          cwd=folder, env={**os.environ, "CARGO_TARGET_DIR": target}, capture_output=True, text=True)


def plant_in_compiler(target, only):
    missed, faults = 0, [fault for fault in COMPILER if only in fault[1]]
    with tempfile.TemporaryDirectory(prefix="halflap-planted-") as folder:
        files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in files.decode().split("\0"):
            if name and os.path.isfile(os.path.join(ROOT, name)):
                os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
                shutil.copy2(os.path.join(ROOT, name), os.path.join(folder, name))
        if cargo(folder, target).returncode:
            print("without any fault the vectors fail already")
            return 1
        for file, name, old, new in faults:
            path = os.path.join(folder, "compiler/src", file)
            with open(path, encoding="utf-8") as source:
                right = source.read()
            if right.count(old) != 1:
                print(f"MISSED {name}: {old!r} stands {right.count(old)} times in {file}")
                missed += 1
                continue
            with open(path, "w", encoding="utf-8") as source:
                source.write(right.replace(old, new))
            built = cargo(folder, target, "--no-run")
            ran = cargo(folder, target)
            with open(path, "w", encoding="utf-8") as source:
                source.write(right)
            if built.returncode:
                print(f"MISSED {name}: does not compile\n{built.stderr[-2000:]}")
                missed += 1
            else:
                missed += not ran.returncode
                print(f"{'red ' if ran.returncode else 'MISSED'} {name}", flush=True)
    print(f"{len(faults)} faults planted in the compiler, {missed} missed")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--compiler", action="store_true")
    parser.add_argument("--only", default="", help="with --compiler: faults whose name contains this")
    parser.add_argument("--target", default=os.path.join(ROOT, "target", "planted"))
    options = parser.parse_args()
    missed = plant_in_compiler(options.target, options.only) if options.compiler else plant_in_model()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
