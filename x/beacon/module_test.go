// SPDX-License-Identifier: Apache-2.0

package beacon_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"cosmossdk.io/api/amino"
	msgv1 "cosmossdk.io/api/cosmos/msg/v1"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"
	googleproto "google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/weft-network/weft/x/beacon"
	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
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

// Ledger devices refuse amino names of more than 39 characters, and a message without a signer cannot be sent.
func TestMessageOptions(t *testing.T) {
	for name, method := range service(t, "weft.beacon.v1.Msg") {
		options := method.Input().Options()
		aminoName, ok := googleproto.GetExtension(options, amino.E_Name).(string)
		require.True(t, ok, name)
		require.NotEmpty(t, aminoName, name)
		require.LessOrEqual(t, len(aminoName), 39, name)
		require.Len(t, googleproto.GetExtension(options, msgv1.E_Signer), 1, name)
	}
}

func TestModuleGenesis(t *testing.T) {
	f := beacontest.Empty(t)
	am := beacon.NewAppModule(f.Keeper)
	text := am.DefaultGenesis(f.Codec)
	require.NoError(t, am.ValidateGenesis(f.Codec, nil, text))
	am.InitGenesis(f.Ctx, f.Codec, text)
	require.NoError(t, f.Govern(beacontest.Params()))
	round := f.Await()
	f.Next(20)
	require.NoError(t, f.Post("a", round))
	require.NoError(t, am.EndBlock(f.Ctx))
	require.Len(t, f.Told, 1)
	exported := am.ExportGenesis(f.Ctx, f.Codec)
	require.NoError(t, am.ValidateGenesis(f.Codec, nil, exported))

	var g types.GenesisState
	require.NoError(t, f.Codec.UnmarshalJSON(exported, &g))
	require.Len(t, g.Rounds, 1)
	g.Rounds[0].Poster = "nobody"
	bad := f.Codec.MustMarshalJSON(&g)
	require.ErrorIs(t, am.ValidateGenesis(f.Codec, nil, bad), types.ErrBadGenesis)
	require.Error(t, am.ValidateGenesis(f.Codec, nil, json.RawMessage(`{"params":7}`)))
	require.Panics(t, func() { am.InitGenesis(f.Ctx, f.Codec, bad) })
	require.Panics(t, func() {
		beacon.NewAppModule(beacontest.Empty(t).Keeper).ExportGenesis(beacontest.Empty(t).Ctx, f.Codec)
	})
}

// The README is the specification: it names everything there is.
func TestReadmeIsComplete(t *testing.T) {
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	readme := string(text)
	names := []string{}
	for _, method := range service(t, "weft.beacon.v1.Msg") {
		names = append(names, string(method.Input().Name()))
	}
	for name := range service(t, "weft.beacon.v1.Query") {
		names = append(names, name)
	}
	files, err := proto.HybridResolver.FindFileByPath("weft/beacon/v1/event.proto")
	require.NoError(t, err)
	for i := range files.Messages().Len() {
		if name := string(files.Messages().Get(i).Name()); strings.HasPrefix(name, "Event") {
			names = append(names, name)
		}
	}
	desc, err := proto.HybridResolver.FindDescriptorByName("weft.beacon.v1.Params")
	require.NoError(t, err)
	params, ok := desc.(protoreflect.MessageDescriptor)
	require.True(t, ok)
	for i := range params.Fields().Len() {
		names = append(names, string(params.Fields().Get(i).Name()))
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
