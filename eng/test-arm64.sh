#!/usr/bin/env bash
# Runs what SIMD computes on an emulated ARM64 processor, where there is no real one: all of Akin.Vectors.Tests, and of Akin.Vision.Tests what every tier runs. Some fifteen minutes.
# Needs QEMU (Debian: qemu-user-static) and apt, from which ARM64's C libraries are taken, into artifacts/.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/artifacts/arm64
root=$out/root

if [ ! -d "$root" ]; then
  mkdir -p "$out/lists/partial" "$out/archives/partial" "$out/packages"
  apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::lists=$out/lists" -o "Dir::Cache=$out" -o "Dir::Cache::archives=$out/archives" -o APT::Sandbox::User=)
  "${apt[@]}" update
  (cd "$out/packages" && "${apt[@]}" download libc6 libgcc-s1 libstdc++6 zlib1g libssl3)
  for package in "$out"/packages/*.deb; do
    dpkg -x "$package" "$root.unfinished"
  done
  mv "$root.unfinished" "$root"
fi

# The emulator does not follow code that .NET changes under it: no tiers, no double mapping. ICU is left out.
export QEMU_LD_PREFIX=$root DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=0 AKIN_EXPECT_SIMD=128

# run PROJECT [OPTION ...]: publishes a test project for ARM64 and runs it.
run() {
  dotnet publish "tests/$1" -c Release -r linux-arm64 --self-contained -o "$out/$1" -v quiet --nologo
  qemu-aarch64-static -cpu max "$out/$1/$1" --no-progress "${@:2}"
}

run Akin.Vectors.Tests
run Akin.Vision.Tests --filter-trait Run=EveryTier
