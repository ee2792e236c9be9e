// SPDX-License-Identifier: Apache-2.0

package reward_test

import (
	"bytes"
	"context"
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

	"github.com/weft-network/weft/x/reward"
	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// both sends the message service to one router and the query service to the
// other, as the SDK's configurator does.
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

// Every query and every message has a command, and every positional argument
// is a field.
func TestEveryMethodHasACommand(t *testing.T) {
	options := reward.AppModule{}.AutoCLIOptions()
	for _, s := range []*autocliv1.ServiceCommandDescriptor{options.Query, options.Tx} {
		methods := service(t, s.Service)
		for _, c := range s.RpcCommandOptions {
			method, known := methods[c.RpcMethod]
			require.True(t, known, c.RpcMethod)
			delete(methods, c.RpcMethod)
			require.NotEmpty(t, c.Short, c.RpcMethod)
			require.Len(t, strings.Fields(c.Use), 1+len(c.PositionalArgs), c.Use)
			for _, arg := range c.PositionalArgs {
				require.NotNil(t, method.Input().Fields().ByName(protoreflect.Name(arg.ProtoField)), "%s %s", c.RpcMethod, arg.ProtoField)
			}
		}
		require.Empty(t, methods, "methods without a command")
	}
}

// cli is weftd reduced to the commands of the module.
func cli(t *testing.T, f *rewardtest.Fixture, from sdk.AccAddress) (root *cobra.Command, out *bytes.Buffer) {
	t.Helper()
	out = new(bytes.Buffer)
	cctx := client.Context{}.WithCodec(f.Codec).WithInterfaceRegistry(f.Registry).
		WithTxConfig(authtx.NewTxConfig(f.Codec, authtx.DefaultSignModes)).WithOutput(out).
		WithFromAddress(from).WithOutputFormat("json")
	root = &cobra.Command{Use: "weftd", SilenceUsage: true, SilenceErrors: true}
	root.SetOut(out)
	root.SetContext(context.WithValue(t.Context(), client.ClientContextKey, &cctx))
	require.NoError(t, autocli.AppOptions{
		Modules:               map[string]appmodule.AppModule{types.ModuleName: reward.NewAppModule(f.Keeper)},
		AddressCodec:          f.Addresses,
		ValidatorAddressCodec: addresscodec.NewBech32Codec("weftvaloper"),
		ConsensusAddressCodec: addresscodec.NewBech32Codec("weftvalcons"),
		ClientCtx:             cctx,
	}.EnhanceRootCommand(root))
	return root, out
}

// What the commands write is what the module accepts: each line is a step in
// the life of an owner, in order.
func TestCommandsMakeMessages(t *testing.T) {
	f := rewardtest.New(t)
	f.Finished(1, "bob")
	f.Give("bob", 10_000)
	router := baseapp.NewMsgServiceRouter()
	router.SetInterfaceRegistry(f.Registry)
	require.NoError(t, reward.NewAppModule(f.Keeper).RegisterServices(both{router, baseapp.NewGRPCQueryRouter()}))
	bob := rewardtest.Address("bob")
	for _, line := range []string{
		"claim 1 --limit 50",
		"claim-shares 1",
		"lock-shares 1 8192",
		"pay-model 1 512",
		"claim-royalties 1",
		"unlock-shares 1 8192",
	} {
		root, out := cli(t, f, bob)
		root.SetArgs(append(strings.Fields("tx reward "+line), "--generate-only", "--offline", "--account-number=1", "--sequence=1", "--from="+f.Text(bob)))
		require.NoError(t, root.Execute(), line)
		var tx struct {
			Body struct{ Messages []json.RawMessage }
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &tx), out.String())
		require.Len(t, tx.Body.Messages, 1, line)
		var msg sdk.Msg
		require.NoError(t, f.Codec.UnmarshalInterfaceJSON(tx.Body.Messages[0], &msg), line)
		f.Deliver(router, msg)
	}
	f.Check()
	require.Equal(t, int64(10_000+95-512+512), f.Balance("bob"), "pay after the fee; its own payment came back")
}
