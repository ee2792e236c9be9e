#!/usr/bin/env bash
# Generates the gogoproto and REST gateway code of every proto file, or only of
# the folders named: scripts/protogen.sh [proto/weft/job ...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -d third_party/proto ] || scripts/protodeps.sh
bin=$PWD/.bin
mkdir -p "$bin"
for tool in github.com/bufbuild/buf/cmd/buf github.com/cosmos/gogoproto/protoc-gen-gocosmos github.com/grpc-ecosystem/grpc-gateway/protoc-gen-grpc-gateway; do
  [ "$bin/$(basename "$tool")" -nt tools/go.mod ] || (cd tools && go build -o "$bin/" "$tool")
done
export PATH="$bin:$PATH"
paths=()
for p in "$@"; do paths+=(--path "$p"); done
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
buf generate --template buf.gen.yaml --output "$gen" "${paths[@]}" proto
cp -r "$gen"/.gen/github.com/weft-network/weft/. .
