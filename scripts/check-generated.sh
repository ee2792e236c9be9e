#!/usr/bin/env bash
# Fails when a generated file is missing, stale or left over: copies the tree,
# generates everything again in the copy and compares the two. What node makes is
# compared by scripts/jsgen.sh --check and scripts/contracts.sh --check.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/tools.sh buf protoc-gen-gocosmos protoc-gen-grpc-gateway
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/tree"
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
  done | tar --null -T - -cf - | tar -xf - -C "$tmp/tree"
cp -a "$tmp/tree" "$tmp/again"
ln -s "$PWD/.bin" "$tmp/again/.bin"
"$tmp/again/scripts/generate.sh"
rm -rf "$tmp/again/.bin" "$tmp/again/third_party"
cd "$tmp"
if ! diff -rq tree again; then
  diff -ru tree again | head -n 100 || true
  echo "generated files differ from what their sources give; run: make generate" >&2
  exit 1
fi
echo "generated files are fresh"
