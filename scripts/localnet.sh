#!/usr/bin/env bash
# Runs a chain of one validator on this machine, by the commands any operator
# would use: init, keys, genesis, start. Ctrl-C stops it; the next run goes on
# from there.
#
#   scripts/localnet.sh [--reset] [FOLDER]
#
# FOLDER (default ./.weft-local) holds the node and its keys, without a
# passphrase (keyring backend "test"). --reset deletes it first. WEFTD names
# another binary; CHAIN_ID another chain.
set -euo pipefail

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
}

reset=
home=
for arg in "$@"; do
  case $arg in
    --reset) reset=1 ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "error: unknown option $arg" >&2; usage >&2; exit 2 ;;
    *) home=$arg ;;
  esac
done
home=${home:-./.weft-local}
chain_id=${CHAIN_ID:-weft-local-1}

root=$(cd "$(dirname "$0")/.." && pwd)
weftd=${WEFTD:-$root/bin/weftd}
if [ ! -x "$weftd" ]; then
  echo "building $weftd (some minutes the first time)"
  make -s -C "$root" bin/weftd
fi
run() { "$weftd" --home "$home" "$@"; }

# put FILE SECTION KEY VALUE sets an option of a configuration file; SECTION is
# empty for what stands before the first one.
put() {
  local file=$home/config/$1
  awk -v section="$2" -v key="$3" -v value="$4" '
    /^\[/ { at = $0; gsub(/[][]/, "", at) }
    at == section && !done && $1 == key && $2 == "=" { print key " = " value; done = 1; next }
    { print }
    END { if (!done) exit 1 }
  ' "$file" >"$file.new" || { echo "error: $1 has no option $2 $3" >&2; return 1; }
  mv "$file.new" "$file"
}

if [ -n "$reset" ] && [ -e "$home" ]; then
  # Only what this script made: a folder with a node in it.
  if [ ! -f "$home/config/genesis.json" ]; then
    echo "error: $home holds no node; delete it yourself if you mean it" >&2
    exit 1
  fi
  rm -rf -- "$home"
fi

if [ ! -f "$home/config/genesis.json" ]; then
  run init local --chain-id "$chain_id" >/dev/null 2>&1
  put client.toml "" chain-id "\"$chain_id\""
  put client.toml "" keyring-backend '"test"'
  put app.toml api enable true
  put config.toml instrumentation prometheus true
  for name in validator alice bob; do
    run keys add "$name" >/dev/null 2>&1
    run genesis add-genesis-account "$name" 1000000000000uweft
  done
  run genesis gentx validator 100000000000uweft --chain-id "$chain_id" >/dev/null 2>&1
  run genesis collect-gentxs >/dev/null 2>&1
  run genesis validate >/dev/null
fi

address() { run keys show "$1" --address; }

cat <<TEXT
chain      $chain_id, in $home
addresses  RPC http://localhost:26657   gRPC localhost:9090   REST http://localhost:1317   description http://localhost:1317/swagger/
metrics    http://localhost:26660/metrics   http://localhost:1317/metrics?format=prometheus
accounts   validator $(address validator)
           alice     $(address alice)
           bob       $(address bob)
try        $weftd --home $home query bank balances alice
           $weftd --home $home tx bank send alice $(address bob) 1000uweft

TEXT
exec "$weftd" --home "$home" start
