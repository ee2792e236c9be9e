#!/usr/bin/env bash
# Copies the .proto imports out of the Go module cache into third_party/proto,
# which is not committed: versions come from go.mod, so it needs no registry of
# its own. The new folder replaces the old one in one step.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p third_party
tmp=$(mktemp -d third_party/proto.XXXXXX)
trap 'chmod -R u+w "$tmp" 2>/dev/null; rm -rf "$tmp"' EXIT
new=$tmp/new
mkdir -p "$new/google"

dir() { # module
  go mod download "$1"
  go list -m -f '{{.Dir}}' "$1"
}
sdk=$(dir github.com/cosmos/cosmos-sdk)
gogo=$(dir github.com/cosmos/gogoproto)
cosmos=$(dir github.com/cosmos/cosmos-proto)
gateway=$(dir github.com/grpc-ecosystem/grpc-gateway)
cp -r "$sdk"/proto/{amino,cosmos,tendermint} "$new/"
cp -r "$gogo/gogoproto" "$new/gogoproto"
cp -r "$cosmos/proto/cosmos_proto" "$new/cosmos_proto"
cp -r "$gateway/third_party/googleapis/google/api" "$new/google/api"
chmod -R u+w "$new"
find "$new" -type f ! -name '*.proto' -delete

[ ! -d third_party/proto ] || mv third_party/proto "$tmp/old"
mv "$new" third_party/proto
