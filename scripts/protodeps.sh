#!/usr/bin/env bash
# Copies the .proto imports out of the Go module cache into third_party/proto,
# which is not committed: versions come from go.mod, so it needs no registry of
# its own.
set -euo pipefail
cd "$(dirname "$0")/.."
out=third_party/proto
rm -rf "$out" && mkdir -p "$out/google"
dir() { # module [go.mod folder]
  (cd "${2:-.}" && go mod download "$1" && go list -m -f '{{.Dir}}' "$1")
}
sdk=$(dir github.com/cosmos/cosmos-sdk)
cp -r "$sdk"/proto/{amino,cosmos,tendermint} "$out/"
cp -r "$(dir github.com/cosmos/gogoproto)"/gogoproto "$out/gogoproto"
cp -r "$(dir github.com/cosmos/cosmos-proto)"/proto/cosmos_proto "$out/cosmos_proto"
cp -r "$(dir github.com/grpc-ecosystem/grpc-gateway)"/third_party/googleapis/google/api "$out/google/api"
chmod -R u+w "$out"
find "$out" -type f ! -name '*.proto' -delete
