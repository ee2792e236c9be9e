// SPDX-License-Identifier: Apache-2.0

package stake_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
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

	"github.com/weft-network/weft/x/stake"
	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
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
	options := stake.AppModule{}.AutoCLIOptions()
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
func cli(t *testing.T, f *staketest.Fixture, from sdk.AccAddress) (root *cobra.Command, out *bytes.Buffer) {
	t.Helper()
	out = new(bytes.Buffer)
	txConfig := authtx.NewTxConfig(f.Codec, authtx.DefaultSignModes)
	cctx := client.Context{}.WithCodec(f.Codec).WithInterfaceRegistry(f.Registry).WithTxConfig(txConfig).WithOutput(out).
		WithFromAddress(from).WithOutputFormat("json")
	root = &cobra.Command{Use: "weftd", SilenceUsage: true, SilenceErrors: true}
	root.SetOut(out)
	root.SetContext(context.WithValue(t.Context(), client.ClientContextKey, &cctx))
	require.NoError(t, autocli.AppOptions{
		Modules:               map[string]appmodule.AppModule{types.ModuleName: stake.NewAppModule(f.Keeper)},
		AddressCodec:          f.Addresses,
		ValidatorAddressCodec: addresscodec.NewBech32Codec("weftvaloper"),
		ConsensusAddressCodec: addresscodec.NewBech32Codec("weftvalcons"),
		ClientCtx:             cctx,
	}.EnhanceRootCommand(root))
	return root, out
}

// What the commands write is what the module accepts: each line is a whole life of a provider, in order.
func TestCommandsMakeMessages(t *testing.T) {
	f := staketest.New(t)
	a := staketest.Address("a")
	f.Fund(a, 5_000)
	router := baseapp.NewMsgServiceRouter()
	router.SetInterfaceRegistry(f.Registry)
	require.NoError(t, stake.NewAppModule(f.Keeper).RegisterServices(both{router, baseapp.NewGRPCQueryRouter()}))
	lines := []string{
		"register 2000uweft my-machines --hardware note --addresses /ip4/192.0.2.7/tcp/4001,/dns4/example.org/tcp/4001 --vrf-key " + hexKey("a"),
		"update --moniker other --clear hardware --clear addresses",
		"bond 500uweft",
		"unbond 300uweft",
		"cancel-unbond 1 300uweft",
		"unjail",
	}
	for _, line := range lines {
		if line == "unjail" {
			require.NoError(t, f.Keeper.Jail(f.Ctx, a, types.SlashReasonDowntime, 0))
			f.Next(int64(staketest.Params().JailBlocks))
		}
		root, out := cli(t, f, a)
		// The SDK reads --from by its global address prefix, which a test does not set.
		root.SetArgs(append(strings.Fields("tx stake "+line), "--generate-only", "--offline", "--account-number=1", "--sequence=1", "--from="+a.String()))
		require.NoError(t, root.Execute(), line)
		var tx struct {
			Body struct{ Messages []json.RawMessage }
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &tx), out.String())
		require.Len(t, tx.Body.Messages, 1, line)
		var msg sdk.Msg
		require.NoError(t, f.Codec.UnmarshalInterfaceJSON(tx.Body.Messages[0], &msg), line)
		require.NoError(t, f.Deliver(func(ctx sdk.Context) error {
			_, err := router.Handler(msg)(ctx, msg)
			return err
		}), line)
	}
	got, err := f.Keeper.Provider(f.Ctx, a)
	require.NoError(t, err)
	require.Equal(t, "other", got.Profile.Moniker)
	require.Empty(t, got.Profile.Hardware)
	require.Empty(t, got.Profile.Addresses)
	require.Equal(t, staketest.VRFKey("a"), got.Profile.VrfKey)
	require.EqualValues(t, 2_500, got.Stake.Bonded.Int64())
	require.NoError(t, f.Keeper.RequireActive(f.Ctx, a))
}

// The commands that a checklist tells people to use exist, with the flags it names.
func TestChecklistNamesCommands(t *testing.T) {
	f := staketest.New(t)
	a := f.Provider("a", 1_000)
	require.NoError(t, f.Keeper.Lock(f.Ctx, a, "x", staketest.Coin(1_000).Amount))
	require.NoError(t, f.Keeper.Jail(f.Ctx, a, types.SlashReasonDowntime, 0))
	f.Next(int64(staketest.Params().JailBlocks))
	fixes := 0
	for _, operator := range []string{f.Text(a), f.Text(staketest.Address("stranger"))} {
		list, err := f.Queries.Checklist(f.Ctx, &types.QueryChecklistRequest{Operator: operator})
		require.NoError(t, err)
		for _, c := range list.Conditions {
			_, line, found := strings.Cut(c.Fix, "weftd ")
			if !found {
				continue
			}
			fixes++
			root, _ := cli(t, f, a)
			line, _, _ = strings.Cut(line, ",")
			cmd, rest, err := root.Find(strings.Fields(line))
			require.NoError(t, err, c.Fix)
			require.Empty(t, cmd.Commands(), "%s: not a whole command", c.Fix)
			for _, word := range rest {
				if flag, isFlag := strings.CutPrefix(word, "--"); isFlag {
					require.NotNil(t, cmd.Flags().Lookup(flag), c.Fix)
				}
			}
		}
	}
	require.GreaterOrEqual(t, fixes, 6)
}

func hexKey(name string) string { return hex.EncodeToString(staketest.VRFKey(name)) }
