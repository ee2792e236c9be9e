// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

func TestProfileValidate(t *testing.T) {
	f := staketest.New(t)
	operator := f.Text(staketest.Address("operator"))
	keys := make([]string, 5)
	for i := range keys {
		keys[i] = f.Text(staketest.Address(strings.Repeat("k", i+1)))
	}
	full := func() types.Profile {
		return types.Profile{
			Moniker: "Weberei Müller 織", Hardware: "8×H100, 2 TB/s", PeerId: "12D3KooWBtp1AcgtkN3Bxs35UqZFYcAXg1X1Cpfb5JuNy1GSUD4A",
			Addresses:   []string{"/dns4/example.org/udp/4001/quic-v1", "/ip4/192.0.2.7/tcp/4001"},
			DefenceKeys: keys[:4], HotKeys: keys[1:5],
		}
	}
	tests := []struct {
		name string
		edit func(*types.Profile)
		want error
	}{
		{"full", func(*types.Profile) {}, nil},
		{"moniker only", func(p *types.Profile) { *p = types.Profile{Moniker: "m"} }, nil},
		{"moniker of 64 bytes", func(p *types.Profile) { p.Moniker = strings.Repeat("m", 64) }, nil},
		{"no moniker", func(p *types.Profile) { p.Moniker = "" }, types.ErrBadMoniker},
		{"moniker of 65 bytes", func(p *types.Profile) { p.Moniker = strings.Repeat("m", 65) }, types.ErrBadMoniker},
		{"moniker with line break", func(p *types.Profile) { p.Moniker = "a\nb" }, types.ErrBadMoniker},
		{"moniker with C1 control", func(p *types.Profile) { p.Moniker = "a\u0085b" }, types.ErrBadMoniker},
		{"moniker with override", func(p *types.Profile) { p.Moniker = "a\u202eb" }, types.ErrBadMoniker},
		{"moniker with isolate", func(p *types.Profile) { p.Moniker = "a\u2067b" }, types.ErrBadMoniker},
		{"moniker with mark", func(p *types.Profile) { p.Moniker = "a\u200fb" }, types.ErrBadMoniker},
		{"moniker not UTF-8", func(p *types.Profile) { p.Moniker = "a\xff" }, types.ErrBadMoniker},
		{"hardware of 256 bytes", func(p *types.Profile) { p.Hardware = strings.Repeat("h", 256) }, nil},
		{"hardware of 257 bytes", func(p *types.Profile) { p.Hardware = strings.Repeat("h", 257) }, types.ErrBadHardware},
		{"hardware with control", func(p *types.Profile) { p.Hardware = "\x7f" }, types.ErrBadHardware},
		{"peer id too long", func(p *types.Profile) { p.PeerId = strings.Repeat("Q", 129) }, types.ErrBadPeerID},
		{"peer id with slash", func(p *types.Profile) { p.PeerId = "/p2p/12D3" }, types.ErrBadPeerID},
		{"peer id not ASCII", func(p *types.Profile) { p.PeerId = "12Dµ" }, types.ErrBadPeerID},
		{"nine addresses", func(p *types.Profile) { p.Addresses = strings.Split(strings.Repeat("/a ", 9), " ")[:9] }, types.ErrBadAddress},
		{"address without slash", func(p *types.Profile) { p.Addresses = []string{"example.org"} }, types.ErrBadAddress},
		{"address only slash", func(p *types.Profile) { p.Addresses = []string{"/"} }, types.ErrBadAddress},
		{"address of 256 bytes", func(p *types.Profile) { p.Addresses = []string{"/" + strings.Repeat("a", 255)} }, nil},
		{"address of 257 bytes", func(p *types.Profile) { p.Addresses = []string{"/" + strings.Repeat("a", 256)} }, types.ErrBadAddress},
		{"address with space", func(p *types.Profile) { p.Addresses = []string{"/a b"} }, types.ErrBadAddress},
		{"address twice", func(p *types.Profile) { p.Addresses = []string{"/a", "/b", "/a"} }, types.ErrBadAddress},
		{"five defence keys", func(p *types.Profile) { p.DefenceKeys = keys }, types.ErrBadDefenceKey},
		{"defence key not bech32", func(p *types.Profile) { p.DefenceKeys = []string{"weft1"} }, types.ErrBadDefenceKey},
		{"defence key in capitals", func(p *types.Profile) { p.DefenceKeys = []string{strings.ToUpper(keys[0])} }, types.ErrBadDefenceKey},
		{"defence key twice", func(p *types.Profile) { p.DefenceKeys = []string{keys[0], keys[0]} }, types.ErrBadDefenceKey},
		{"defence key is operator", func(p *types.Profile) { p.DefenceKeys = []string{operator} }, types.ErrBadDefenceKey},
		{"five hot keys", func(p *types.Profile) { p.HotKeys = keys }, types.ErrBadHotKey},
		{"hot key is operator", func(p *types.Profile) { p.HotKeys = []string{operator} }, types.ErrBadHotKey},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := full()
			tt.edit(&p)
			err := p.Validate(f.Addresses, operator)
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tt.want)
		})
	}
}

func TestValidateVRFKey(t *testing.T) {
	valid := staketest.VRFKey("a")
	require.NoError(t, types.ValidateVRFKey(valid))

	var point curve.EdwardsPoint
	compressed, err := curve.NewCompressedEdwardsYFromBytes(valid)
	require.NoError(t, err)
	_, err = point.SetCompressedY(compressed)
	require.NoError(t, err)
	encode := func(p *curve.EdwardsPoint) []byte {
		return bytes.Clone(new(curve.CompressedEdwardsY).SetEdwardsPoint(p)[:])
	}
	offCurve := bytes.Clone(valid)
	for ; ; offCurve[0]++ {
		c, err := curve.NewCompressedEdwardsYFromBytes(offCurve)
		require.NoError(t, err)
		if _, err := new(curve.EdwardsPoint).SetCompressedY(c); err != nil {
			break
		}
	}

	tests := map[string]struct {
		key  []byte
		text string
	}{
		"empty":        {nil, "0 bytes"},
		"short":        {valid[:31], "31 bytes"},
		"long":         {append(bytes.Clone(valid), 0), "33 bytes"},
		"off curve":    {offCurve, "not a point"},
		"y = p + 3":    {append([]byte{0xf0}, append(bytes.Repeat([]byte{0xff}, 30), 0x7f)...), "canonical"},
		"minus zero":   {append([]byte{1}, append(make([]byte, 30), 0x80)...), "canonical"},
		"with torsion": {encode(new(curve.EdwardsPoint).Add(&point, curve.EIGHT_TORSION[1])), "subgroup"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := types.ValidateVRFKey(tt.key)
			require.ErrorIs(t, err, types.ErrBadVRFKey)
			require.ErrorContains(t, err, tt.text)
		})
	}
	for i, torsion := range curve.EIGHT_TORSION {
		err := types.ValidateVRFKey(encode(torsion))
		require.ErrorIs(t, err, types.ErrBadVRFKey, "torsion point %d", i)
		require.ErrorContains(t, err, "small order", "torsion point %d", i)
	}
}
