#!/usr/bin/env bash
# Runs the tests of equal bits (spec N11) in other builds than the usual one:
# with the instructions of GOAMD64=v3, where the Go compiler fuses what is not
# written apart, without assembly, and for arm64 under an emulator if qemu is at
# hand. All compare with the golden vectors of internal/vectors.
#
#   scripts/bits.sh          every build
#   scripts/bits.sh v3       one: v3, noasm or arm64
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(./chain/program ./chain/referee/... ./trainer/kernel/... ./trainer/engine)
golden='Golden|Conformance|Exp$|Log$|Fma|Constants|Digest|Random$|Decode|EqualsPlain|RecordedDigest|EqualsVectors|Referee|Softfloat|Operands|Published'

emulator() { command -v qemu-aarch64 || command -v qemu-aarch64-static; }

build() { # name
  echo "== $1"
  case $1 in
  v3) GOAMD64=v3 go test -count=1 -run "$golden" "${packages[@]}" ./cmd/weft/internal/lab ;;
  noasm) go test -count=1 -tags noasm -run "$golden" "${packages[@]}" ./cmd/weft/internal/lab ;;
  arm64) # an emulator is slow: the digests, not the conformance suite
    GOARCH=arm64 go test -count=1 -timeout 60m -exec "$(emulator)" -run 'Golden|Exp$|Log$|Fma|Constants|Digest|Published' \
      ./chain/program ./chain/referee/... ./trainer/kernel/ref ./trainer/engine
    ;;
  *)
    echo "scripts/bits.sh: no build $1; allowed: v3, noasm, arm64" >&2
    exit 2
    ;;
  esac
}

if [ $# -gt 0 ]; then
  for name in "$@"; do build "$name"; done
  exit
fi
[ "$(go env GOARCH)" = amd64 ] && build v3
build noasm
if emulator >/dev/null; then build arm64; else echo "== arm64: skipped, there is no qemu-aarch64"; fi
