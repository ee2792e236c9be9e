// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/types"
)

func TestParamsValidate(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	tests := []struct {
		name string
		edit func(*types.Params)
		ok   bool
	}{
		{"least", func(p *types.Params) { *p = types.Params{math.OneInt(), 1, 1, 1, 1} }, true},
		{"most", func(p *types.Params) {
			*p = types.Params{math.NewIntWithDecimal(1, 18), types.MaxBlocks, types.MaxBlocks, types.MaxMaxUnbondings, types.MaxBlocks}
		}, true},
		{"min_bond missing", func(p *types.Params) { p.MinBond = math.Int{} }, false},
		{"min_bond 0", func(p *types.Params) { p.MinBond = math.ZeroInt() }, false},
		{"min_bond negative", func(p *types.Params) { p.MinBond = math.NewInt(-1) }, false},
		{"min_bond too large", func(p *types.Params) { p.MinBond = math.NewIntWithDecimal(1, 18).AddRaw(1) }, false},
		{"min_unbonding_blocks 0", func(p *types.Params) { p.MinUnbondingBlocks = 0 }, false},
		{"min_unbonding_blocks too large", func(p *types.Params) { p.MinUnbondingBlocks, p.UnbondingBlocks = types.MaxBlocks+1, types.MaxBlocks+1 }, false},
		{"unbonding_blocks at the minimum", func(p *types.Params) { p.UnbondingBlocks = p.MinUnbondingBlocks }, true},
		{"unbonding_blocks below the minimum", func(p *types.Params) { p.UnbondingBlocks = p.MinUnbondingBlocks - 1 }, false},
		{"unbonding_blocks too large", func(p *types.Params) { p.UnbondingBlocks = types.MaxBlocks + 1 }, false},
		{"max_unbondings 0", func(p *types.Params) { p.MaxUnbondings = 0 }, false},
		{"max_unbondings too large", func(p *types.Params) { p.MaxUnbondings = types.MaxMaxUnbondings + 1 }, false},
		{"jail_blocks 0", func(p *types.Params) { p.JailBlocks = 0 }, false},
		{"jail_blocks too large", func(p *types.Params) { p.JailBlocks = types.MaxBlocks + 1 }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := types.DefaultParams()
			tt.edit(&p)
			if err := p.Validate(); tt.ok {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, types.ErrBadParams)
			}
		})
	}
}
