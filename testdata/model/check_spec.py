"""Checks the spec against the vectors: `python3 testdata/model/check_spec.py [--write] [--table]`.

- Every rule (`**HL-X-n**` at the start of a paragraph in spec/*.md) is cited by a note whose flag a
  vector carries, or elsewhere.py names a test of it that is there. Where a rule of another page than
  language.md and ids.md has no vector, it says so and why. `--table` prints each rule with its vectors and
  tests.
- Every rule that a note cites exists; numbers have no gaps; a rule has one place.
- Every hex example (`<!-- vector ID -->`) equals the vector's bytes; `--write` puts them in.
- Every kind of error in wire.md has a vector, or is one that no vector can have.
"""

import glob
import json
import os
import re
import sys

import ids
import lapread
from elsewhere import ELSEWHERE, UNTESTABLE
from vectors import TESTDATA, all_files, hex_of

SPEC = os.path.join(os.path.dirname(TESTDATA), "spec")
RULE = re.compile(r"^\*\*(HL-[A-Z0-9]+-[0-9]+)\*\*", re.M)
# Pages that say at their beginning how their rules are tested.
WITHOUT_VECTORS = {"abi.md", "language.md", "ids.md"}
# Kinds that need an address, four gigabytes, a value that JSON can't say, or a stream.
WITHOUT_VECTOR = {"misaligned", "too_large", "duplicate_key", "source_changed", "frame_truncated", "frame_too_large"}


def rules():
    """{rule: (file, whether it says that it has no vector)}"""
    out, problems = {}, []
    for path in sorted(glob.glob(os.path.join(SPEC, "*.md"))):
        text = open(path, encoding="utf-8").read()
        exempt = set()
        for match in re.finditer(r"_(?:The (?:rules|kinds) )?([^_]*?no vectors?[^_]*|No vectors?[^_]*)_", text, re.S | re.I):
            ranges = re.search(r"(HL-[A-Z0-9]+)-([0-9]+) to ([0-9]+)", match[1])
            if ranges:
                exempt |= {f"{ranges[1]}-{n}" for n in range(int(ranges[2]), int(ranges[3]) + 1)}
            elif match[1].lower().startswith("no vector"):
                before = RULE.findall(text[:match.start()])
                exempt.add(before[-1])
        for rule in RULE.findall(text):
            if rule in out:
                problems.append(f"{rule} stands twice")
            out[rule] = (os.path.basename(path), rule in exempt)
    sections = {}
    for rule in out:
        section, number = rule.rsplit("-", 1)
        sections.setdefault(section, []).append(int(number))
    for section, numbers in sections.items():
        if sorted(numbers) != list(range(1, len(numbers) + 1)):
            problems.append(f"{section}: numbers {numbers}")
    return out, problems


def cited():
    """{rule: ids of the vectors that carry a flag that cites it}, vectors by id, kinds of errors"""
    shown, tests, kinds = {}, {}, set()
    for path in all_files():
        raw = json.load(open(path, encoding="utf-8"))
        for flag, note in raw["notes"].items():
            for rule in note["spec"]:
                ids_ = shown.setdefault(rule, [])
                ids_ += [test["id"] for test in raw["tests"] if flag in test.get("flags", []) and test["id"] not in ids_]
        for test in raw["tests"]:
            tests[test["id"]] = dict(test, schema=raw["schema"])
            for error in [test.get("error")] + [entry.get("error") for entry in test.get("sees", [])]:
                if error:
                    kinds.add(error["kind"])
    return shown, tests, kinds


def declarations(schema, name):
    """A message as its schema declares it, and all of the same file that it reaches, a line each."""
    with open(os.path.join(TESTDATA, schema), encoding="utf-8") as file:
        text = re.sub(r"^\s*//.*\n", "", file.read(), flags=re.M)
    found = re.findall(r"^((?:closed )?(?:enum|flags|struct|union|message) (\w+)[^{]*)\{(.*?)\}", text, re.M | re.S)
    bodies = {last: (head, body) for head, last, body in found}
    lines, open_ = [], [name.rsplit(".", 1)[1]]
    for last in open_:
        head, body = bodies[last]
        entries = "  ".join(line.strip() for line in body.split("\n") if line.strip())
        lines.append(f"{head}{{ {entries} }}")
        open_ += [word for word in re.findall(r"\w+", body) if word in bodies and word not in open_]
    return "\n".join(lines)


def example(id_, test):
    """A vector's bytes as a block of text."""
    lines = test.get("bytes") or test["buffer"]
    rows = []
    for line in lines:
        hex_part, _, comment = line.partition("|")
        rows.append((hex_part.strip(), comment.strip()))
    width = min(max(len(row[0]) for row in rows), 48)
    text = "\n".join(f"{left:<{width}}  {right}".rstrip() for left, right in rows)
    value = json.dumps(test["value"], ensure_ascii=False)
    hex_of(lines)
    declared = declarations(test["schema"], test["type"])
    return f"Vector `{id_}`: `{test['type']}` `{value}`\n\n```lap\n{declared}\n```\n\n```text\n{text}\n```\n"


def examples(write, tests):
    problems, count = [], 0
    for path in sorted(glob.glob(os.path.join(SPEC, "*.md"))):
        text = open(path, encoding="utf-8").read()

        def fill(match):
            nonlocal count
            count += 1
            if match[1] not in tests:
                problems.append(f"{os.path.basename(path)}: no vector {match[1]}")
                return match[0]
            return f"<!-- vector {match[1]} -->\n{example(match[1], tests[match[1]])}"

        new = re.sub(r"<!-- vector (\S+) -->\n(?:Vector `[^\n]*\n\n(?:```lap\n.*?```\n\n)?```text\n.*?```\n)?", fill, text, flags=re.S)
        if new != text and write:
            open(path, "w", encoding="utf-8").write(new)
        elif new != text:
            problems.append(f"{os.path.basename(path)}: an example differs from its vector; run with --write")
    return problems, count


def ids_example():
    """The texts and ids that ids.md shows, against those of the model."""
    text = open(os.path.join(SPEC, "ids.md"), encoding="utf-8").read()
    package = lapread.Parser(re.search(r"```lap\n(.*?)```", text, re.S)[1], None).parse()
    root = package.find("till.Till")
    problems = []
    shown = dict(re.findall(r"```text version (\d+)\n(.*?)```", text, re.S))
    for version, layout in shown.items():
        if ids.layout_text(root, int(version)) != layout:
            problems.append(f"ids.md: the model has another text for version {version}")
    for id_ in [ids.type_id(root)] + [ids.schema_id(root, int(version)) for version in shown]:
        if f"`{id_.hex()}`" not in text:
            problems.append(f"ids.md: {id_.hex()} is not there")
    return problems if shown else ["ids.md has no example"]


def elsewhere(rules_):
    """What elsewhere.py names and is not there."""
    problems = [f"elsewhere.py has {rule}, which doesn't exist" for rule in sorted((set(ELSEWHERE) | UNTESTABLE) - set(rules_))]
    root = os.path.dirname(TESTDATA)
    for rule, places in ELSEWHERE.items():
        for path, text in places:
            file = os.path.join(root, path)
            if not os.path.exists(file):
                problems.append(f"{rule}: there is no {path}")
            elif text not in open(file, encoding="utf-8").read():
                problems.append(f"{rule}: {path} has no `{text}`")
    return problems


def table(known, shown):
    """Each rule with how many vectors show it, the first of them, and its tests."""
    for rule, (file, _) in known.items():
        vectors_ = shown.get(rule, [])
        told = f"{len(vectors_)} vectors: {', '.join(vectors_[:3])}" + (", …" if len(vectors_) > 3 else "") if vectors_ else ""
        told = "; ".join(filter(None, [told] + [f"{path}: {text}" for path, text in ELSEWHERE.get(rule, [])]))
        print(f"{rule:12} {file:13} {told or 'nothing that a test could see'}")


def main():
    known, problems = rules()
    problems += ids_example()
    shown, tests, kinds = cited()
    problems += elsewhere(known)
    for rule in sorted(set(shown) - set(known)):
        problems.append(f"{rule} is cited but doesn't exist")
    for rule, (file, exempt) in known.items():
        if shown.get(rule):
            continue
        if not ELSEWHERE.get(rule) and rule not in UNTESTABLE:
            problems.append(f"{rule} ({file}) has neither a vector nor a test in elsewhere.py")
        if not exempt and file not in WITHOUT_VECTORS:
            problems.append(f"{rule} ({file}) has no vector and doesn't say why")
    if "--table" in sys.argv:
        table(known, shown)
    wire = open(os.path.join(SPEC, "wire.md"), encoding="utf-8").read()
    for number, kind in re.findall(r"^\| (\d+) \| `(\w+)` \|", wire, re.M):
        if kind not in kinds and kind not in WITHOUT_VECTOR:
            problems.append(f"no vector fails with {number} {kind}")
    features = {id_.split("/")[0] for id_ in tests}
    for id_ in re.findall(r"`([a-z]+/[a-z0-9_/]+)`", wire):
        if id_.split("/")[0] in features and id_ not in tests:
            problems.append(f"wire.md names {id_}, which is no vector")
    more, count = examples("--write" in sys.argv, tests)
    problems += more
    for problem in problems:
        print(problem)
    tested = sum(1 for rule in known if shown.get(rule))
    other = sum(1 for rule in known if not shown.get(rule) and ELSEWHERE.get(rule))
    print(f"{len(known)} rules: {tested} with vectors, {other} with other tests, {len(UNTESTABLE)} that no test can show; "
          f"{count} examples; {len(tests)} vectors; {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
