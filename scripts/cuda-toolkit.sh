#!/usr/bin/env bash
# Installs nvcc, cuda.h and the libraries to build and to compare with, from
# Debian's non-free component. For administrators of Debian 12.
set -euo pipefail
if command -v nvcc >/dev/null && [ -f /usr/include/cuda.h ]; then
  nvcc --version | tail -1
  exit
fi
if [ "$(id -u)" -ne 0 ] || ! grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
  echo "scripts/cuda-toolkit.sh: installs packages of Debian 12 as root; elsewhere install CUDA 11.8 or 12 and name its folder in CUDA_HOME" >&2
  exit 1
fi
# The mirror that Debian's own entry names, with two components more.
mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -1)
printf 'Types: deb\nURIs: %s\nSuites: bookworm\nComponents: contrib non-free\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' "$mirror" \
  >/etc/apt/sources.list.d/weft-cuda.sources
apt-get update
apt-get install -y --no-install-recommends nvidia-cuda-toolkit
