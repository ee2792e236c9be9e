#!/usr/bin/env bash
# Checks style, layers, formatting and protobuf files. The house rules are tests:
# go test ./internal/lint.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/tools.sh golangci-lint buf
# The linter remembers findings by content, with the path of the checkout they were found in: every checkout has its own memory.
export GOLANGCI_LINT_CACHE=$PWD/.bin/lint-cache

.bin/golangci-lint run ./...
.bin/golangci-lint fmt --diff
scripts/protodeps.sh
.bin/buf lint proto
if ! .bin/buf breaking proto --against proto/baseline.binpb --exclude-imports; then
  echo "the proto files break what was released last; if it is meant, CONTRIBUTING.md says how to record it" >&2
  exit 1
fi
for script in scripts/*.sh .ci/run; do
  bash -n "$script"
done
