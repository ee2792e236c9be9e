// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"testing"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/beacon/internal/beacontest"
	"github.com/weft-network/weft/x/beacon/types"
)

// TestGas logs what each message and each call costs and holds it to a ceiling. Signatures and bytes of the transaction come
// on top.
func TestGas(t *testing.T) {
	f := beacontest.New(t)
	var round uint64
	await := func(ctx sdk.Context) (err error) {
		round, err = f.Keeper.Await(ctx, f.Ctx.BlockTime())
		return err
	}
	steps := []struct {
		name    string
		do      func(sdk.Context) error
		ceiling uint64
	}{
		{"Active", func(ctx sdk.Context) error { _, err := f.Keeper.Active(ctx); return err }, 2_000},
		{"Await, the first", await, 15_000},
		{"Await, again", await, 6_000},
		{"PostRound", func(ctx sdk.Context) error {
			_, err := f.Msgs.PostRound(ctx.WithBlockTime(ctx.BlockTime().AddDate(0, 0, 1)), &types.MsgPostRound{
				Poster: f.Text(beacontest.Address("poster")), Round: round, Signature: f.Signature(beacontest.Key("a"), round),
			})
			return err
		}, 65_000},
		{"Randomness", func(ctx sdk.Context) error { _, _, err := f.Keeper.Randomness(ctx, round); return err }, 3_000},
		{"UpdateParams", func(ctx sdk.Context) error {
			_, err := f.Msgs.UpdateParams(ctx, &types.MsgUpdateParams{Authority: f.Authority, Params: replacement()})
			return err
		}, 15_000},
	}
	for _, s := range steps {
		gas := f.Gas(s.do)
		t.Logf("%-20s %7d gas", s.name, gas)
		require.LessOrEqual(t, gas, s.ceiling, s.name)
	}
	sound(t, f)
}

// The work is paid for before it is done: a poster without the gas for it makes nobody verify anything.
func TestGasBeforeWork(t *testing.T) {
	f := beacontest.New(t)
	round := f.Await()
	f.Next(10)
	msg := &types.MsgPostRound{Poster: f.Text(beacontest.Address("poster")), Round: round, Signature: []byte("wrong")}
	ctx := f.Ctx.WithGasMeter(storetypes.NewGasMeter(types.VerifyGas + types.AnswerGas))
	require.PanicsWithValue(t, storetypes.ErrorOutOfGas{Descriptor: "round of the beacon"}, func() {
		_, err := f.Msgs.PostRound(ctx, msg)
		require.NoError(t, err)
	})
}
