#!/usr/bin/env bash
# Generates the TypeScript of clients/js/src/gen from the proto files and what
# they import. --check generates apart and compares: it fails when a file there
# is missing, stale or left over. Needs node, and npm --prefix clients/js ci.
set -euo pipefail
cd "$(dirname "$0")/.."
check=
case "${1:-}" in
  "") ;;
  --check) check=1 ;;
  *) echo "scripts/jsgen.sh: unknown option $1; allowed: --check" >&2; exit 2 ;;
esac
if [ ! -e clients/js/node_modules/@bufbuild/protoc-gen-es ]; then
  echo "scripts/jsgen.sh: the generator is not installed; run: npm --prefix clients/js ci" >&2
  exit 1
fi
[ third_party/proto -nt go.mod ] || scripts/protodeps.sh
scripts/tools.sh buf
gen=$(mktemp -d)
trap 'rm -rf "$gen"' EXIT
.bin/buf generate --template clients/js/buf.gen.yaml --output "$gen" proto
if [ -n "$check" ]; then
  if ! diff -r "$gen" clients/js/src/gen >"$gen.diff"; then
    head -n 40 "$gen.diff"
    rm "$gen.diff"
    echo "clients/js/src/gen differs from what the proto files give; run: make generate-js" >&2
    exit 1
  fi
  rm "$gen.diff"
  echo "generated JavaScript is fresh"
  exit
fi
rm -rf clients/js/src/gen
cp -r "$gen" clients/js/src/gen
chmod -R u=rwX,go=rX clients/js/src/gen
