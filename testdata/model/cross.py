"""Random schemas, values and damage, tried with generated code of both languages and with the model.

`python3 testdata/model/cross.py --schemas N --mutations M --seed S --halflap PATH`

Batch by batch, code is generated for random schemas in each of their versions and built in both languages.
Each buffer and each JSON text goes to the reader of each version, in Rust, in Go, and in Go without `unsafe`;
all answers have to be the same, for a share of them the model's too. README.md says what an answer holds.
Exit code 1 on a difference; what differs is kept in `found` below the folder for work. The last line is a
summary.
"""

import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import sys
import time

from batch import REPO, Batch, Different
from compare import Comparison
from programs import Program, lint, write_programs

sys.setrecursionlimit(10000)


def run_batch(options, numbers, kept, shown):
    """(counts, kinds, differences, seconds by what took them) of one batch."""
    times, begin = collections.Counter(), time.time()

    def lap(what):
        nonlocal begin
        times[what] += time.time() - begin
        begin = time.time()

    batch = Batch(options, os.path.join(options.work, "batch"))
    batch.make(numbers)
    write_programs(batch)
    lap("making")
    if options.lint:
        lint(batch)
        lap("linters")
    programs = [Program(batch, name) for name in ["rust", "go", "go without unsafe"]]

    def build_and_ask(some):
        for program in some:
            program.build()
            program.answer()

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(build_and_ask, programs[:1]), pool.submit(build_and_ask, programs[1:])]
        batch.judge()
        lap("the model")
        for job in jobs:
            job.result()
    lap("waiting for programs")
    differences = Comparison(batch, programs, kept, shown).run()
    lap("comparing")
    return batch.counts, batch.kinds, differences, times


def summary(counts, kinds, differences, seconds):
    told = ", ".join(f"{counts[what]:,} {what}" for what in
                     ["schemas", "roots", "values", "mutations", "verdicts", "accepted", "judged by the model", "JSON texts"])
    lines = []
    for what, said in [("buffer", "refused"), ("encode", "not written"), ("text", "texts refused")]:
        found = sorted(((kind, count) for (of, kind), count in kinds.items() if of == what), key=lambda pair: -pair[1])
        lines.append(f"{said}: " + (" ".join(f"{kind}:{count}" for kind, count in found) or "none"))
    return "\n".join(lines) + f"\n{differences} differences in {seconds:.0f} s: {told}; " \
        "generated code in Rust, in Go and in Go without unsafe, and the model"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--schemas", type=int, default=6)
    parser.add_argument("--first", type=int, default=0, help="the number of the first schema")
    parser.add_argument("--mutations", type=int, default=2000, help="damaged buffers for each schema")
    parser.add_argument("--values", type=int, default=2, help="values for each root and version")
    parser.add_argument("--model", type=float, default=0.1, help="the share of damaged buffers that the model judges")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=12, help="schemas that are built together")
    parser.add_argument("--halflap", required=True)
    parser.add_argument("--work", default=os.path.join(REPO, "target/cross"), help="a folder for what is generated and built")
    parser.add_argument("--lint", action="store_true", help="run formatters and linters over the generated code")
    parser.add_argument("--show", type=int, default=5, help="how many differences of a batch are shown and kept")
    options = parser.parse_args()
    options.halflap, options.work = os.path.abspath(options.halflap), os.path.abspath(options.work)
    kept = os.path.join(options.work, "found")
    shutil.rmtree(kept, ignore_errors=True)
    os.makedirs(kept, exist_ok=True)
    start, differences = time.time(), 0
    counts, kinds, times = collections.Counter(), collections.Counter(), collections.Counter()
    all_numbers = list(range(options.first, options.first + options.schemas))
    batches = [all_numbers[at:at + options.batch] for at in range(0, len(all_numbers), options.batch)]
    while batches:
        numbers = batches.pop(0)
        try:
            more, of_kinds, found, took = run_batch(options, numbers, kept, options.show)
        except Different as error:
            differences += 1
            folder = os.path.join(kept, f"batch-{numbers[0]}-{differences}")
            shutil.copytree(os.path.join(options.work, "batch"), folder)
            print(f"DIFFERENT: {folder}: schemas {numbers[0]} to {numbers[-1]} of seed {options.seed}: {error}", flush=True)
            # Those whose code does not build are left out, and the others tried anew.
            broken = {int(number) for number in re.findall(r"\bs(\d+)v\d", str(error))}
            rest = [number for number in numbers if number not in broken]
            if broken and rest:
                batches.insert(0, rest)
            continue
        for total, part in [(counts, more), (kinds, of_kinds), (times, took)]:
            total.update(part)
        differences += found
        print(f"{counts['schemas']}/{options.schemas} schemas, {counts['verdicts']:,} verdicts, {differences} differences, "
              f"{time.time() - start:.0f} s (" + ", ".join(f"{what} {seconds:.0f}" for what, seconds in times.items()) + ")",
              file=sys.stderr, flush=True)
    print(summary(counts, kinds, differences, time.time() - start))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
