// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"strings"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestSlashValidate(t *testing.T) {
	own, other := staketest.Address("module"), staketest.Address("other")
	tests := []struct {
		name string
		edit func(*types.Slash)
		want error
	}{
		{"good", func(*types.Slash) {}, nil},
		{"no ref", func(s *types.Slash) { s.Ref = "" }, nil},
		{"payout of 0", func(s *types.Slash) { s.Payouts[0].Amount = math.ZeroInt() }, nil},
		{"no operator", func(s *types.Slash) { s.Operator = nil }, types.ErrBadOperator},
		{"ref with space", func(s *types.Slash) { s.Ref = "a b" }, types.ErrBadRef},
		{"ref too long", func(s *types.Slash) { s.Ref = strings.Repeat("r", 65) }, types.ErrBadRef},
		{"amount missing", func(s *types.Slash) { s.Amount = math.Int{} }, types.ErrBadAmount},
		{"amount 0", func(s *types.Slash) { s.Amount = math.ZeroInt() }, types.ErrBadAmount},
		{"amount negative", func(s *types.Slash) { s.Amount = math.NewInt(-1) }, types.ErrBadAmount},
		{"reason unspecified", func(s *types.Slash) { s.Reason = 0 }, types.ErrBadReason},
		{"reason unknown", func(s *types.Slash) { s.Reason = 99 }, types.ErrBadReason},
		{"too many payouts", func(s *types.Slash) { s.Payouts = make([]types.Payout, types.MaxPayouts+1) }, types.ErrBadPayout},
		{"payout to nobody", func(s *types.Slash) { s.Payouts[0].Recipient = nil }, types.ErrBadPayout},
		{"payout to the module", func(s *types.Slash) { s.Payouts[0].Recipient = own }, types.ErrBadPayout},
		{"payout negative", func(s *types.Slash) { s.Payouts[0].Amount = math.NewInt(-1) }, types.ErrBadPayout},
		{"payout missing", func(s *types.Slash) { s.Payouts[0].Amount = math.Int{} }, types.ErrBadPayout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := types.Slash{
				Operator: other, Ref: "job/7/slot/3/1", Amount: math.OneInt(), Reason: types.SlashReasonFraud,
				Payouts: []types.Payout{{Recipient: other, Amount: math.OneInt()}},
			}
			tt.edit(&s)
			if err := s.Validate(own); tt.want == nil {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, tt.want)
			}
		})
	}
	require.ErrorIs(t, types.ValidateRef(""), types.ErrBadRef)
}

func TestActive(t *testing.T) {
	p := types.Params{MinBond: math.NewInt(10)}
	require.True(t, p.Active(types.Stake{Bonded: math.NewInt(10)}))
	require.False(t, p.Active(types.Stake{Bonded: math.NewInt(9)}))
	require.False(t, p.Active(types.Stake{Bonded: math.NewInt(10), Jailed: true}))
}
