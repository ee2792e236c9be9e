#!/usr/bin/env bash
# Compiles, formats, lints and tests the contracts, and makes contracts/artifacts
# and the Go bindings from them. --check changes nothing, leaves the bindings to
# scripts/check-generated.sh, and fails where the rest differs. Needs node, and
# npm --prefix contracts ci.
set -euo pipefail
cd "$(dirname "$0")/.."
check=
case "${1:-}" in
  "") ;;
  --check) check=1 ;;
  *) echo "scripts/contracts.sh: unknown option $1; allowed: --check" >&2; exit 2 ;;
esac
# The packages hold forge for Linux on amd64 and macOS on arm64; elsewhere it is the one on the path.
forge=$(find "$PWD"/contracts/node_modules/@foundry-rs/forge-*/bin -name forge 2>/dev/null || command -v forge || true)
if [ ! -e "$forge" ] || [ ! -d contracts/node_modules/solc ]; then
  echo "scripts/contracts.sh: the tools are not installed; run: npm --prefix contracts ci" >&2
  exit 1
fi
export NO_COLOR=1 FOUNDRY_DISABLE_NIGHTLY_WARNING=1
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
(
  cd contracts
  "$forge" fmt ${check:+--check}
  # What lint compiles has no bytecode: it must not take the place of what build makes.
  FOUNDRY_OUT=$made/lint FOUNDRY_CACHE_PATH=$made/lint-cache "$forge" lint src
  "$forge" build
  node scripts/artifacts.js "$made/artifacts"
  "$forge" test
  node --test test/*.test.mjs
)
if [ -n "$check" ]; then
  if ! diff -rq "$made/artifacts" contracts/artifacts; then
    echo "contracts/artifacts differs from what the contracts give; run: make contracts" >&2
    exit 1
  fi
  echo "artifacts of the contracts are fresh"
  exit
fi
rm -rf contracts/artifacts
cp -r "$made/artifacts" contracts/artifacts
chmod -R u=rwX,go=rX contracts/artifacts
go generate ./contracts/...
