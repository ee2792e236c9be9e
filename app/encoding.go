// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cosmossdk.io/core/address"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"
	"github.com/cosmos/gogoproto/proto"
)

// encoding holds the codecs of the application.
type encoding struct {
	registry codectypes.InterfaceRegistry
	cdc      codec.Codec
	amino    *codec.LegacyAmino
	txConfig client.TxConfig

	account, validator, consensus address.Codec
}

func newEncoding() (encoding, error) {
	cfg := sdk.GetConfig()
	e := encoding{
		amino:     codec.NewLegacyAmino(),
		account:   addresscodec.NewBech32Codec(cfg.GetBech32AccountAddrPrefix()),
		validator: addresscodec.NewBech32Codec(cfg.GetBech32ValidatorAddrPrefix()),
		consensus: addresscodec.NewBech32Codec(cfg.GetBech32ConsensusAddrPrefix()),
	}
	var err error
	e.registry, err = codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles:     proto.HybridResolver,
		SigningOptions: txsigning.Options{AddressCodec: e.account, ValidatorAddressCodec: e.validator},
	})
	if err != nil {
		return encoding{}, err
	}
	// Every message must name its signer: found here at start, not by the first user who sends it.
	if err := e.registry.SigningContext().Validate(); err != nil {
		return encoding{}, err
	}
	e.cdc = codec.NewProtoCodec(e.registry)
	std.RegisterLegacyAminoCodec(e.amino)
	std.RegisterInterfaces(e.registry)
	e.txConfig = authtx.NewTxConfig(e.cdc, authtx.DefaultSignModes)
	return e, nil
}
