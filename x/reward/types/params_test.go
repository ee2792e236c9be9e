// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/reward/types"
)

func TestParams(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, spoil := range map[string]func(*types.Params){
		"no vesting":        func(p *types.Params) { p.VestRounds = 0 },
		"endless vesting":   func(p *types.Params) { p.VestRounds = types.MaxVestRounds + 1 },
		"fee":               func(p *types.Params) { p.Fee = types.MaxFee + 1 },
		"fee burn":          func(p *types.Params) { p.FeeBurn = 10_001 },
		"no epochs":         func(p *types.Params) { p.EpochBlocks = 0 },
		"endless epochs":    func(p *types.Params) { p.EpochBlocks = types.MaxEpochBlocks + 1 },
		"no emission":       func(p *types.Params) { p.Emission = math.Int{} },
		"negative emission": func(p *types.Params) { p.Emission = math.NewInt(-1) },
		"endless emission":  func(p *types.Params) { p.Emission = math.NewInt(1_000_000_000_000_000_001) },
		"ratio of one":      func(p *types.Params) { p.EmissionNum = p.EmissionDen },
		"ratio over zero":   func(p *types.Params) { p.EmissionNum, p.EmissionDen = 0, 0 },
		"fine ratio":        func(p *types.Params) { p.EmissionDen = types.MaxRatio + 1 },
		"emission parts":    func(p *types.Params) { p.TrainerEmission, p.VerifierEmission = 9_000, 1_001 },
		"wrapping parts":    func(p *types.Params) { p.TrainerEmission, p.VerifierEmission = 1<<31, 1<<31 },
		"verifier share":    func(p *types.Params) { p.VerifierShare = types.MaxVerifierShare + 1 },
		"no unlocking":      func(p *types.Params) { p.UnlockBlocks = 0 },
		"endless unlocking": func(p *types.Params) { p.UnlockBlocks = types.MaxUnlockBlocks + 1 },
		"no least lock":     func(p *types.Params) { p.MinLocked = 0 },
		"endless lock":      func(p *types.Params) { p.MinLocked = 1_000_000_001 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			spoil(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestShareDenom(t *testing.T) {
	require.Equal(t, "weft/model/7", types.ShareDenom(7))
	for denom, want := range map[string]uint64{"weft/model/7": 7, "weft/model/18446744073709551615": 1<<64 - 1} {
		got, ok := types.ShareDenomJob(denom)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, denom := range []string{"uweft", "weft/model/", "weft/model/07", "weft/model/+7", "weft/model/18446744073709551616", "ibc/weft/model/7"} {
		_, ok := types.ShareDenomJob(denom)
		require.False(t, ok, denom)
	}
}
