#!/usr/bin/env bash
# Builds everything and runs every test; the vector kernels and the pixels' goldens once for each SIMD tier that this machine can switch to.
# Ends with one line of counts and fails when a test failed or a run gave no result.
set -euo pipefail
cd "$(dirname "$0")/.."

results=artifacts/tests
rm -rf "$results"
mkdir -p "$results"
dotnet build -c Release --nologo -v quiet

passed=0 failed=0 skipped=0 broken=0

# run NAME PROJECT [OPTION ...]: runs one test project, or what the options leave of it, as a process of its own and adds up its report.
run() {
  local report="$results/$1.json" code=0
  echo "== $1"
  dotnet run --no-build -c Release --project "tests/$2" -- \
    --results-directory "$results" --report-ctrf --report-ctrf-filename "$1.json" --no-progress "${@:3}" || code=$?
  if [ ! -f "$report" ]; then
    echo "The run $1 left no report (exit code $code)." >&2
    broken=1
    return
  fi
  passed=$((passed + $(count "$report" passed)))
  failed=$((failed + $(count "$report" failed)))
  skipped=$((skipped + $(count "$report" skipped)))
  [ "$code" -eq 0 ] || broken=1
}

# count REPORT NAME: a number of the report's summary, which is the first object to hold such a number.
count() {
  tr -d ' \n' < "$1" | grep -o "\"$2\":[0-9]*" | head -n 1 | cut -d : -f 2
}

# tier NAME [OPTION ...]: what SIMD computes, on one tier; the first test fails if the runtime is on another one. Options leave some of the vectors' tests out.
tier() {
  AKIN_EXPECT_SIMD=$1 run "Akin.Vectors.Tests-simd-$1" Akin.Vectors.Tests "${@:2}"
  AKIN_EXPECT_SIMD=$1 run "Akin.Vision.Tests-simd-$1" Akin.Vision.Tests --filter-trait Run=EveryTier
}

# untiered: the same on whatever tier the runtime takes.
untiered() {
  run Akin.Vectors.Tests Akin.Vectors.Tests
  run Akin.Vision.Tests-simd Akin.Vision.Tests --filter-trait Run=EveryTier
}

if [ "$(uname -m)" = x86_64 ]; then
  # Processors with VBMI run 512 bits at full speed, so the runtime uses them; on older ones it decides by model.
  if grep -q avx512_\\?vbmi /proc/cpuinfo 2> /dev/null; then
    tier 512
  else
    untiered
  fi
  # A hundred thousand mutations of files take a third of the time, and SIMD has no part in what they find.
  once=(--filter-not-trait Run=OneTier)
  DOTNET_EnableAVX512=0 tier 256 "${once[@]}"
  DOTNET_EnableAVX2=0 tier 128 "${once[@]}"
  DOTNET_EnableHWIntrinsic=0 tier none "${once[@]}"
else
  untiered
fi
run Akin.Vision.Tests Akin.Vision.Tests --filter-not-trait Run=EveryTier
run Akin.Tests Akin.Tests

echo "Tests: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$broken" -eq 0 ] && [ "$passed" -gt 0 ]
