#!/usr/bin/env bash
# Builds the tools pinned in tools/go.mod into .bin: all of them, or only those
# named (scripts/tools.sh buf golangci-lint). A tool is built again only after
# the pins changed.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .bin
bin=$PWD/.bin
cd tools
declare -A package
while read -r path; do
  package[$(basename "$path")]=$path
done < <(go mod edit -json | sed -n '/"Tool"/,/\]/s/.*"Path": "\(.*\)".*/\1/p')

[ $# -gt 0 ] || set -- "${!package[@]}"
for name in "$@"; do
  if [ -z "${package[$name]:-}" ]; then
    echo "scripts/tools.sh: no tool $name; tools/go.mod has: ${!package[*]}" >&2
    exit 2
  fi
  if [ "$bin/$name" -nt go.mod ] && [ "$bin/$name" -nt go.sum ]; then continue; fi
  echo "building .bin/$name" >&2
  go build -o "$bin/$name" "${package[$name]}"
  touch "$bin/$name" # go build leaves a file that would not change alone, its date too
done
