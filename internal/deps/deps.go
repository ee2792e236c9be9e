//go:build deps

package deps

import (
	_ "cosmossdk.io/client/v2/autocli"
	_ "github.com/cosmos/cosmos-sdk/testutil/simsx"
	_ "github.com/cosmos/cosmos-sdk/x/authz/module"
	_ "github.com/cosmos/cosmos-sdk/x/feegrant/module"
	_ "github.com/cosmos/ibc-go/v11/modules/apps/transfer"
	_ "github.com/cosmos/ibc-go/v11/modules/core"
	_ "github.com/cosmos/ibc-go/v11/modules/light-clients/07-tendermint"
	_ "github.com/mmcloughlin/avo/build"
	_ "github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"
	_ "github.com/pelletier/go-toml/v2"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/stretchr/testify/require"
	_ "github.com/urfave/cli/v2"
	_ "github.com/zeebo/blake3"
	_ "golang.org/x/sys/cpu"
	_ "google.golang.org/genproto/googleapis/api/annotations"
	_ "github.com/grpc-ecosystem/grpc-gateway/runtime"
	_ "lukechampine.com/blake3/guts"
	_ "pgregory.net/rapid"
	_ "github.com/cosmos/cosmos-sdk/server"
	_ "github.com/spf13/cobra"
	_ "github.com/spf13/viper"
	_ "github.com/ipfs/boxo/bitswap"
	_ "github.com/libp2p/go-libp2p"
	_ "github.com/consensys/gnark-crypto/ecc/bls12-381"
)
