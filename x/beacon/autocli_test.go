// SPDX-License-Identifier: Apache-2.0

package beacon_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/core/appmodule"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/weft-network/weft/x/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
)

// both sends the message service to one router and the query service to the other, as the SDK's configurator does.
type both struct {
	msgs    *baseapp.MsgServiceRouter
	queries *baseapp.GRPCQueryRouter
}

func (b both) RegisterService(desc *grpc.ServiceDesc, impl any) {
	if strings.HasSuffix(desc.ServiceName, ".Msg") {
		b.msgs.RegisterService(desc, impl)
		return
	}
	b.queries.RegisterService(desc, impl)
}

// Every query and every message has a command, and every positional argument is a field.
func TestEveryMethodHasACommand(t *testing.T) {
	options := beacon.AppModule{}.AutoCLIOptions()
	for _, s := range []*autocliv1.ServiceCommandDescriptor{options.Query, options.Tx} {
		methods := service(t, s.Service)
		for _, c := range s.RpcCommandOptions {
			method, known := methods[c.RpcMethod]
			require.True(t, known, c.RpcMethod)
			delete(methods, c.RpcMethod)
			require.NotEmpty(t, c.Short, c.RpcMethod)
			require.False(t, c.Skip, c.RpcMethod)
			require.Len(t, strings.Fields(c.Use), 1+len(c.PositionalArgs), c.Use)
			for _, arg := range c.PositionalArgs {
				require.NotNil(t, method.Input().Fields().ByName(protoreflect.Name(arg.ProtoField)), "%s %s", c.RpcMethod, arg.ProtoField)
			}
		}
		require.Empty(t, methods, "methods without a command")
	}
}

// cli is weftd reduced to the commands of the module.
func cli(t *testing.T, f *beacontest.Fixture, from sdk.AccAddress) (root *cobra.Command, out *bytes.Buffer) {
	t.Helper()
	out = new(bytes.Buffer)
	txConfig := authtx.NewTxConfig(f.Codec, authtx.DefaultSignModes)
	cctx := client.Context{}.WithCodec(f.Codec).WithInterfaceRegistry(f.Registry).WithTxConfig(txConfig).WithOutput(out).
		WithFromAddress(from).WithOutputFormat("json")
	root = &cobra.Command{Use: "weftd", SilenceUsage: true, SilenceErrors: true}
	root.SetOut(out)
	root.SetContext(context.WithValue(t.Context(), client.ClientContextKey, &cctx))
	am := beacon.NewAppModule(f.Keeper)
	require.NoError(t, autocli.AppOptions{
		Modules:               map[string]appmodule.AppModule{am.Name(): am},
		ModuleOptions:         map[string]*autocliv1.ModuleOptions{am.Name(): am.AutoCLIOptions()},
		AddressCodec:          f.Addresses,
		ValidatorAddressCodec: addresscodec.NewBech32Codec("weftvaloper"),
		ConsensusAddressCodec: addresscodec.NewBech32Codec("weftvalcons"),
		ClientCtx:             cctx,
	}.EnhanceRootCommand(root))
	return root, out
}

// What the command writes is what the module accepts, the signature in hexadecimal as drand's servers show it.
func TestPostCommand(t *testing.T) {
	f := beacontest.New(t)
	round := f.Await()
	f.Next(10)
	router := baseapp.NewMsgServiceRouter()
	router.SetInterfaceRegistry(f.Registry)
	require.NoError(t, beacon.NewAppModule(f.Keeper).RegisterServices(both{router, baseapp.NewGRPCQueryRouter()}))
	from := beacontest.Address("poster")
	root, out := cli(t, f, from)
	signature := hex.EncodeToString(f.Signature(beacontest.Key("a"), round))
	// The SDK reads --from by its global address prefix, which a test does not set.
	root.SetArgs([]string{
		"tx", "beacon", "post", fmt.Sprint(round), signature,
		"--generate-only", "--offline", "--account-number=1", "--sequence=1", "--from=" + from.String(),
	})
	require.NoError(t, root.Execute())
	var tx struct {
		Body struct{ Messages []json.RawMessage }
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &tx), out.String())
	require.Len(t, tx.Body.Messages, 1)
	var msg sdk.Msg
	require.NoError(t, f.Codec.UnmarshalInterfaceJSON(tx.Body.Messages[0], &msg))
	require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
		_, err := router.Handler(msg)(ctx, msg)
		return err
	}))
	f.Next(1)
	require.Len(t, f.Told, 1)
}
