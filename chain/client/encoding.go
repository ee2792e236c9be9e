// SPDX-License-Identifier: Apache-2.0

package client

import (
	"fmt"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	vestingtypes "github.com/cosmos/cosmos-sdk/x/auth/vesting/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"
	"github.com/cosmos/gogoproto/proto"

	beacontypes "github.com/weft-network/weft/x/beacon/types"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// encoding is how messages and transactions become bytes.
type encoding struct {
	registry codectypes.InterfaceRegistry
	cdc      *codec.ProtoCodec
	txConfig client.TxConfig
}

// known registers what this package can send and decode.
var known = []func(codectypes.InterfaceRegistry){
	std.RegisterInterfaces,
	authtypes.RegisterInterfaces,
	vestingtypes.RegisterInterfaces,
	authz.RegisterInterfaces,
	banktypes.RegisterInterfaces,
	feegrant.RegisterInterfaces,
	beacontypes.RegisterInterfaces,
	bridgetypes.RegisterInterfaces,
	breakertypes.RegisterInterfaces,
	disputetypes.RegisterInterfaces,
	jobtypes.RegisterInterfaces,
	rewardtypes.RegisterInterfaces,
	staketypes.RegisterInterfaces,
}

func newEncoding(more []func(codectypes.InterfaceRegistry)) (*encoding, error) {
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: txsigning.Options{
			AddressCodec:          addresses,
			ValidatorAddressCodec: addresscodec.NewBech32Codec(AddressPrefix + "valoper"),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("interface registry: %w", err)
	}
	for _, register := range known {
		register(registry)
	}
	for _, register := range more {
		register(registry)
	}
	cdc := codec.NewProtoCodec(registry)
	return &encoding{registry: registry, cdc: cdc, txConfig: authtx.NewTxConfig(cdc, authtx.DefaultSignModes)}, nil
}
