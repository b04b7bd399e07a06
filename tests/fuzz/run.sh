#!/bin/sh
# Runs one fuzz target on the stable tool chain: tests/fuzz/run.sh TARGET [SECONDS]
# Targets: x meta doors signatures facts desk. Needs a C++ compiler. What it learns stays in the target folder; an input
# that breaks a promise is written beside it, to become a unit test.
set -eu
cd "$(dirname "$0")"
target=$1
seconds=${2:-60}
out=${CARGO_TARGET_DIR:-target}
export CARGO_TARGET_DIR="$out"
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares"
# Named, so that build scripts and macros are not instrumented.
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --locked --target "$host" --bin "$target"
learned="$out/corpus/$target"
found="$out/findings/"
mkdir -p "$learned" "$found"
seeds=
case $target in
x) seeds=../../events/x ;;
meta) seeds=../../events/meta ;;
doors) seeds="../../events/standard ../../events/sms" ;;
esac
exec "$out/$host/release/$target" -max_total_time="$seconds" -max_len=20000 -timeout=10 -rss_limit_mb=3000 \
    -artifact_prefix="$found" -print_final_stats=1 "$learned" $seeds
