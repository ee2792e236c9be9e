#!/usr/bin/env bash
# Runs every fuzz test of the repository for a while each: scripts/fuzz.sh 10s
set -euo pipefail
cd "$(dirname "$0")/.."
each=${1:-10s}
found=0
while IFS=: read -r file line; do
  name=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/' <<<"$line")
  found=$((found + 1))
  echo "== $(dirname "$file") $name"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$each" "$(dirname "$file")"
done < <(grep -r --include='*_test.go' --exclude-dir=testdata '^func Fuzz' . | sort)
if [ "$found" -eq 0 ]; then
  echo "scripts/fuzz.sh: no fuzz test found" >&2
  exit 1
fi
