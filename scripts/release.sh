#!/usr/bin/env bash
# Makes the files of a release in dist: for every target an archive of the
# programs with manual, completion, units and documents, a bill of materials of
# each program, and SHA256SUMS of all. Equal sources, built by an equal Go, give
# equal files, on whatever machine and in whatever folder.
#
#   scripts/release.sh [TARGET...]     targets such as linux/amd64; all four without
#
# VERSION and SOURCE_DATE_EPOCH are those of the commit unless they are given.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- linux/amd64 linux/arm64 darwin/amd64 darwin/arm64
for target in "$@"; do
  case $target in
  linux/amd64 | linux/arm64 | darwin/amd64 | darwin/arm64) ;;
  *)
    echo "error: no target $target; allowed: linux/amd64, linux/arm64, darwin/amd64, darwin/arm64" >&2
    exit 2
    ;;
  esac
done
if [ -n "$(git status --porcelain)" ]; then
  echo "error: the checkout has changes that are in no commit, so that nobody could make this release again; commit or stash them:" >&2
  git status --short >&2
  exit 1
fi
: "${VERSION:=$(make -s version)}"
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH VERSION

# What the bits depend on besides the source and Go itself.
unset GOOS GOARCH GOEXPERIMENT GODEBUG GOFIPS140 TAGS
export CGO_ENABLED=0 GOFLAGS= GOWORK=off GOAMD64=v1 GOARM64=v8.0

rm -rf dist
mkdir -p dist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -trimpath -o "$work/release" ./internal/release
make -s build BIN="$work/host" # its manual and completion are those of all targets

shared=$work/shared
man=$shared/share/man/man1
mkdir -p "$man" "$shared"/share/bash-completion/completions "$shared"/share/zsh/site-functions "$shared"/share/fish/vendor_completions.d
for program in weft weftd; do
  (cd "$work" && HOME='~' "host/$program" man "$man") # defaults name no folder of this machine
  "$work/host/$program" completion bash >"$shared/share/bash-completion/completions/$program"
  "$work/host/$program" completion zsh >"$shared/share/zsh/site-functions/_$program"
  "$work/host/$program" completion fish >"$shared/share/fish/vendor_completions.d/$program.fish"
done
cp LICENSE NOTICE README.md CHANGELOG.md "$shared"
git archive HEAD docs | tar -x -C "$shared"
if [ -d contrib/monitoring ]; then
  mkdir -p "$shared/share/weft"
  cp -R contrib/monitoring "$shared/share/weft/monitoring"
fi

for target in "$@"; do
  os=${target%/*} arch=${target#*/}
  name=weft-$VERSION-$os-$arch
  echo "== $name"
  cp -R "$shared" "$work/$name"
  GOOS=$os GOARCH=$arch make -s build BIN="$work/$name/bin"
  if [ "$os" = linux ]; then
    mkdir -p "$work/$name"/lib/systemd/system "$work/$name"/lib/sysusers.d
    cp contrib/systemd/*.service "$work/$name/lib/systemd/system"
    cp contrib/systemd/weft.sysusers "$work/$name/lib/sysusers.d/weft.conf"
  fi
  for program in weft weftd; do
    "$work/release" bill "$work/$name/bin/$program" "$VERSION" "dist/$program-$VERSION-$os-$arch.cdx.json"
  done
  "$work/release" pack "$work/$name" "dist/$name.tar.gz"
  rm -rf "${work:?}/$name"
done
"$work/release" sums dist
cat dist/SHA256SUMS
