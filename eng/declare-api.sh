#!/usr/bin/env bash
# Declares every public member that the build reports as undeclared (RS0016) in its project's PublicAPI.Unshipped.txt.
# Read the diff afterwards: each line is a promise.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in Akin.Vectors Akin.Vision Akin; do
  api="src/$project/PublicAPI.Unshipped.txt"
  found=$(dotnet build "src/$project" -c Release 2>&1 | sed -n "s/^.*error RS0016: Symbol '\(.*\)' is not part of the declared.*$/\1/p" | sort -u || true)
  if [ -n "$found" ]; then
    { echo '#nullable enable'; { tail -n +2 "$api"; echo "$found"; } | grep -v '^$' | LC_ALL=C sort -u; } > "$api.new"
    mv "$api.new" "$api"
  fi
done
git diff --stat -- 'src/*/PublicAPI.Unshipped.txt'
