#!/usr/bin/env bash
# Deletes every generated Go and assembly file, then makes them all again: what is committed
# can be made from this tree, and nothing stale is left behind.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/tools.sh buf protoc-gen-gocosmos protoc-gen-grpc-gateway
find . \( -name .git -o -name .bin -o -name third_party -o -name node_modules -o -name testdata \) -prune \
  -o \( -name '*.go' -o -name '*.s' \) -print0 |
  xargs -0 -r grep -lE -m1 '^// Code generated .* DO NOT EDIT\.$' |
  while read -r file; do rm "$file"; done
scripts/protogen.sh
if grep -rlq --include='*.go' --exclude-dir=testdata '^//go:generate ' .; then
  go generate ./...
fi
