// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/types"
)

func TestApplyUpdate(t *testing.T) {
	old := types.Profile{
		Moniker: "m", Hardware: "h", VrfKey: []byte{1}, PeerId: "p", Addresses: []string{"/a"},
		DefenceKeys: []string{"d"}, HotKeys: []string{"k"}, RegisteredHeight: 3, UpdatedHeight: 4,
	}
	all := []types.ProfileField{1, 2, 3, 4, 5, 6}
	tests := []struct {
		name string
		msg  types.MsgUpdateProvider
		want types.Profile
		err  error
	}{
		{"nothing", types.MsgUpdateProvider{}, types.Profile{}, types.ErrNothingToUpdate},
		{
			"moniker",
			types.MsgUpdateProvider{Moniker: "n"},
			types.Profile{"n", "h", []byte{1}, "p", []string{"/a"}, []string{"d"}, []string{"k"}, 3, 4},
			nil,
		},
		{
			"all",
			types.MsgUpdateProvider{
				Moniker: "n", Hardware: "i", VrfKey: []byte{2}, PeerId: "q", Addresses: []string{"/b"}, DefenceKeys: []string{"e"}, HotKeys: []string{"l"},
			},
			types.Profile{"n", "i", []byte{2}, "q", []string{"/b"}, []string{"e"}, []string{"l"}, 3, 4},
			nil,
		},
		{"clear all", types.MsgUpdateProvider{Clear: all}, types.Profile{Moniker: "m", RegisteredHeight: 3, UpdatedHeight: 4}, nil},
		{
			"set one and clear another",
			types.MsgUpdateProvider{PeerId: "q", Clear: []types.ProfileField{types.ProfileFieldAddresses}},
			types.Profile{"m", "h", []byte{1}, "q", nil, []string{"d"}, []string{"k"}, 3, 4},
			nil,
		},
		{"set and clear", types.MsgUpdateProvider{PeerId: "q", Clear: []types.ProfileField{types.ProfileFieldPeerID}}, types.Profile{}, types.ErrBadClear},
		{"clear twice", types.MsgUpdateProvider{Clear: []types.ProfileField{1, 1}}, types.Profile{}, types.ErrBadClear},
		{"clear unspecified", types.MsgUpdateProvider{Clear: []types.ProfileField{0}}, types.Profile{}, types.ErrBadClear},
		{"clear unknown", types.MsgUpdateProvider{Clear: []types.ProfileField{7}}, types.Profile{}, types.ErrBadClear},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := types.ApplyUpdate(old, &tt.msg)
			if tt.err != nil {
				require.ErrorIs(t, err, tt.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, tt.want, got)
		})
	}
	require.Len(t, types.ProfileField_name, len(all)+1, "a new field needs a case above")
}
