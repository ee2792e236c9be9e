// SPDX-License-Identifier: Apache-2.0

package reward_test

import (
	"context"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"cosmossdk.io/api/amino"
	msgv1 "cosmossdk.io/api/cosmos/msg/v1"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	googleproto "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/weft-network/weft/x/reward"
	"github.com/weft-network/weft/x/reward/internal/rewardtest"
	"github.com/weft-network/weft/x/reward/types"
)

// service returns the methods of a service by name.
func service(t *testing.T, name string) map[string]protoreflect.MethodDescriptor {
	t.Helper()
	desc, err := proto.HybridResolver.FindDescriptorByName(protoreflect.FullName(name))
	require.NoError(t, err)
	sd, ok := desc.(protoreflect.ServiceDescriptor)
	require.True(t, ok)
	out := make(map[string]protoreflect.MethodDescriptor)
	for i := range sd.Methods().Len() {
		out[string(sd.Methods().Get(i).Name())] = sd.Methods().Get(i)
	}
	require.NotEmpty(t, out)
	return out
}

// Ledger devices refuse amino names of more than 39 characters, and a message
// without a signer cannot be sent.
func TestMessageOptions(t *testing.T) {
	for name, method := range service(t, "weft.reward.v1.Msg") {
		options := method.Input().Options()
		aminoName, ok := googleproto.GetExtension(options, amino.E_Name).(string)
		require.True(t, ok, name)
		require.NotEmpty(t, aminoName, name)
		require.LessOrEqual(t, len(aminoName), 39, name)
		require.Len(t, googleproto.GetExtension(options, msgv1.E_Signer), 1, name)
	}
}

func TestServicesAreRouted(t *testing.T) {
	f := rewardtest.New(t)
	router := baseapp.NewMsgServiceRouter()
	router.SetInterfaceRegistry(f.Registry)
	require.NoError(t, reward.NewAppModule(f.Keeper).RegisterServices(both{router, baseapp.NewGRPCQueryRouter()}))
	for name, method := range service(t, "weft.reward.v1.Msg") {
		require.NotNil(t, router.HandlerByTypeURL("/"+string(method.Input().FullName())), name)
	}
}

func TestModuleGenesis(t *testing.T) {
	f := rewardtest.Empty(t)
	am := reward.NewAppModule(f.Keeper)
	text := am.DefaultGenesis(f.Codec)
	require.NoError(t, am.ValidateGenesis(f.Codec, nil, text))
	am.InitGenesis(f.Ctx, f.Codec, text)
	f.Fund(1, "alice", 100)
	exported := am.ExportGenesis(f.Ctx, f.Codec)
	require.NoError(t, am.ValidateGenesis(f.Codec, nil, exported))

	var g types.GenesisState
	require.NoError(t, f.Codec.UnmarshalJSON(exported, &g))
	require.Len(t, g.Deposits, 1)
	g.Deposits[0].Depositor = "nobody"
	bad := f.Codec.MustMarshalJSON(&g)
	require.ErrorIs(t, am.ValidateGenesis(f.Codec, nil, bad), types.ErrInvalidGenesis)
	require.Error(t, am.ValidateGenesis(f.Codec, nil, json.RawMessage(`{"params":7}`)))
	require.Panics(t, func() { am.InitGenesis(f.Ctx, f.Codec, bad) })
	require.Panics(t, func() {
		reward.NewAppModule(rewardtest.Empty(t).Keeper).ExportGenesis(rewardtest.Empty(t).Ctx, f.Codec)
	})
}

func TestModuleEndBlock(t *testing.T) {
	f := rewardtest.New(t)
	am := reward.NewAppModule(f.Keeper)
	f.Ctx = f.Ctx.WithBlockHeight(10)
	f.Must(func(ctx context.Context) error { return am.EndBlock(ctx) })
	require.Equal(t, 1, f.Ledger.Seen["weft.reward.v1.EventEpochEnded"])
}

// The README is the specification: it names everything there is.
func TestReadmeIsComplete(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	readme := string(text)
	names := []string{}
	for _, method := range service(t, "weft.reward.v1.Msg") {
		names = append(names, string(method.Input().Name()))
	}
	for name := range service(t, "weft.reward.v1.Query") {
		names = append(names, name)
	}
	file, err := proto.HybridResolver.FindFileByPath("weft/reward/v1/event.proto")
	require.NoError(t, err)
	for i := range file.Messages().Len() {
		names = append(names, string(file.Messages().Get(i).Name()))
	}
	params, err := proto.HybridResolver.FindDescriptorByName("weft.reward.v1.Params")
	require.NoError(t, err)
	fields, ok := params.(protoreflect.MessageDescriptor)
	require.True(t, ok)
	for i := range fields.Fields().Len() {
		names = append(names, string(fields.Fields().Get(i).Name()))
	}
	for _, enum := range []map[int32]string{types.Reason_name, types.Place_name} {
		for number, name := range enum {
			if _, short, found := strings.Cut(name, "_"); found && number != 0 {
				names = append(names, short)
			}
		}
	}
	source, err := os.ReadFile("types/errors.go")
	require.NoError(t, err)
	sentinels := regexp.MustCompile(`(?m)^\t(Err\w+)`).FindAllStringSubmatch(string(source), -1)
	require.NotEmpty(t, sentinels)
	for _, s := range sentinels {
		names = append(names, s[1])
	}
	for _, name := range names {
		require.Contains(t, readme, "`"+name, "the README does not name it")
	}
}
