#!/usr/bin/env bash
# Generates the gogoproto and REST gateway code of every proto file, or only of
# the folders named: scripts/protogen.sh [proto/weft/job ...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ third_party/proto -nt go.mod ] || scripts/protodeps.sh
scripts/tools.sh buf protoc-gen-gocosmos protoc-gen-grpc-gateway
export PATH="$PWD/.bin:$PATH"
paths=()
for p in "$@"; do paths+=(--path "$p"); done
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
buf generate --template buf.gen.yaml --output "$gen" "${paths[@]}" proto
cp -r "$gen"/.gen/github.com/weft-network/weft/. .
