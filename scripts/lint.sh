#!/usr/bin/env bash
# Checks style, layers, formatting and protobuf files. The house rules are tests:
# go test ./internal/lint.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/tools.sh golangci-lint buf

.bin/golangci-lint run ./...
.bin/golangci-lint fmt --diff
.bin/buf lint proto
for script in scripts/*.sh .ci/run; do
  bash -n "$script"
done
