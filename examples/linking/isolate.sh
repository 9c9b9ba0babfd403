#!/bin/sh
# Makes of a static library of Rust one that shows nothing but its own exports, so that it can be
# linked beside others that were built differently.
#
#     isolate.sh libshop.a OUT.a halflap_shop_library [MORE SYMBOLS]
#
# LD, OBJCOPY and AR name the tools; to cross-compile, give those of the target. LD has to be GNU ld.
set -eu

library=$1
out=$2
shift 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

undefined=
keep=
for symbol in "$@"; do
    undefined="$undefined --undefined=$symbol"
    keep="$keep --keep-global-symbol=$symbol"
done

# One object of all that the exports need. Without --force-group-allocation the linker would later
# take a part of one library for the same part of the other: the program links, and its first panic
# crashes.
# shellcheck disable=SC2086
"${LD:-ld}" --relocatable --force-group-allocation $undefined -o "$scratch/all.o" "$library"

# All other symbols become local. Copies of LLVM's own code in sections of their own are of no use to
# a linker, and confuse its plugins.
# shellcheck disable=SC2086
"${OBJCOPY:-objcopy}" --remove-section=.llvmbc --remove-section=.llvmcmd $keep "$scratch/all.o"

# A library, not an object: Go names it twice to the linker, and a library may come twice.
rm -f "$out"
"${AR:-ar}" crs "$out" "$scratch/all.o"
