// SPDX-License-Identifier: Apache-2.0

package beacon_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/chain/beacon/local"
)

// The public key of drand's quicknet.
const quicknet = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
	"0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"

// published are rounds of quicknet; drand's own tests have the first, its
// servers gave the others.
var published = []struct {
	round             uint64
	signature, random string
}{
	{123, "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92", ""},
	{
		1000, "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
		"fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
	},
	{10024141, "8c87caf26bb4f5e9fdfad5ddf739ff8683344f8cf04a8c381225ff067557b5d9d51937eed765fcef21971bf5ddef44bb", ""},
	{12040883, "929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394", ""},
	{
		32281667, "b0f5ae301358ff87a9d3dd539ed4a07c0148b1ab4f7b61a8ca43c7e9ca7ca9553e4faae9188deb30b2cd1a7f447e3e5b",
		"4fd2fc55983dbfa3f446d8a0bd56f16cc8c5e76afd1ec154b60d477cbabed13b",
	},
	{32285085, "81dbce51d584d90d618547f4b50391d53ace6f6b9aeb8fb67e1879427af9d0310ac0ec6f519271d9a313ee84b378d416", ""},
}

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(tb, err)
	return b
}

func quicknetKey(tb testing.TB) beacon.Key {
	tb.Helper()
	k, err := beacon.ParseKey(unhex(tb, quicknet))
	require.NoError(tb, err)
	return k
}

func TestQuicknet(t *testing.T) {
	k := quicknetKey(t)
	for _, p := range published {
		sig := unhex(t, p.signature)
		require.NoError(t, k.Verify(p.round, sig), "round %d", p.round)
		require.ErrorIs(t, k.Verify(p.round+1, sig), beacon.ErrSignature)
		require.ErrorIs(t, k.Verify(0, sig), beacon.ErrSignature)
		if p.random != "" {
			random := beacon.Randomness(sig)
			require.Equal(t, p.random, hex.EncodeToString(random[:]))
		}
	}
}

// Fastnet is a beacon of drand's whose rounds are hashed to the curve under
// another domain: its round 1000 says nothing here.
func TestAnotherScheme(t *testing.T) {
	sig := unhex(t, "b09eacd45767c4d58306b98901ad0d6086e2663766f3a4ec71d00cf26f0f49eaf248abc7151c60cf419c4e8b37e80412")
	require.ErrorIs(t, quicknetKey(t).Verify(1000, sig), beacon.ErrSignature)
}

// A signature has one encoding: whatever else is posted is refused before any
// pairing.
func TestEncodings(t *testing.T) {
	k := quicknetKey(t)
	good := unhex(t, published[0].signature)
	var point bls.G1Affine
	_, err := point.SetBytes(good)
	require.NoError(t, err)
	uncompressed := point.RawBytes()

	set := func(i int, b byte) []byte {
		out := bytes.Clone(good)
		out[i] = b
		return out
	}
	tests := []struct {
		name string
		sig  []byte
		want error
	}{
		{"empty", nil, beacon.ErrEncoding},
		{"short", good[:47], beacon.ErrEncoding},
		{"long", append(bytes.Clone(good), 0), beacon.ErrEncoding},
		{"uncompressed", uncompressed[:], beacon.ErrEncoding},
		{"the first half of uncompressed", uncompressed[:48], beacon.ErrEncoding},
		{"not marked as compressed", set(0, good[0]&0x7f), beacon.ErrEncoding},
		{"the other sign", set(0, good[0]^0x20), beacon.ErrSignature},
		{"infinity", append([]byte{0xc0}, make([]byte, 47)...), beacon.ErrEncoding},
		{"infinity with a sign", append([]byte{0xe0}, make([]byte, 47)...), beacon.ErrEncoding},
		{"infinity with bytes", append([]byte{0xc0}, good[1:]...), beacon.ErrEncoding},
		{"zeros", make([]byte, 48), beacon.ErrEncoding},
		{"x beyond the field", append([]byte{0x9f}, bytes.Repeat([]byte{0xff}, 47)...), beacon.ErrEncoding},
		{"x of p", fieldModulus(), beacon.ErrEncoding},
		{"not on the curve", notOnCurve(t), beacon.ErrEncoding},
		{"not in the group", notInGroup(t), beacon.ErrEncoding},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.ErrorIs(t, k.Verify(published[0].round, tt.sig), tt.want)
		})
	}
}

// fieldModulus is p where an x belongs: zero, written another way.
func fieldModulus() []byte {
	b := fp.Modulus().Bytes()
	b[0] |= 0x80
	return b
}

// notOnCurve is an x whose x³+4 is no square.
func notOnCurve(t *testing.T) []byte {
	t.Helper()
	return findX(t, func(ySquared *fp.Element, _ *bls.G1Affine) bool { return ySquared.Legendre() == -1 })
}

// notInGroup is a point of the curve whose order is not the prime one.
func notInGroup(t *testing.T) []byte {
	t.Helper()
	return findX(t, func(ySquared *fp.Element, p *bls.G1Affine) bool {
		if ySquared.Legendre() != 1 {
			return false
		}
		p.Y.Sqrt(ySquared)
		return p.IsOnCurve() && !p.IsInSubGroup()
	})
}

func findX(t *testing.T, wanted func(ySquared *fp.Element, p *bls.G1Affine) bool) []byte {
	t.Helper()
	for i := range uint64(1_000) {
		var p bls.G1Affine
		var four, ySquared fp.Element
		p.X.SetUint64(i + 1)
		four.SetUint64(4)
		ySquared.Square(&p.X).Mul(&ySquared, &p.X).Add(&ySquared, &four)
		if wanted(&ySquared, &p) {
			b := p.X.Bytes()
			b[0] |= 0x80
			return b[:]
		}
	}
	t.Fatal("no such point among the first thousand")
	return nil
}

func TestKeys(t *testing.T) {
	good := unhex(t, quicknet)
	var point bls.G2Affine
	_, err := point.SetBytes(good)
	require.NoError(t, err)
	uncompressed := point.RawBytes()
	mark := func(b byte) []byte { return append([]byte{b}, good[1:]...) }
	tests := []struct {
		name string
		key  []byte
	}{
		{"empty", nil},
		{"short", good[:95]},
		{"long", append(bytes.Clone(good), 0)},
		{"uncompressed", uncompressed[:]},
		{"not marked as compressed", mark(good[0] & 0x7f)},
		{"infinity", append([]byte{0xc0}, make([]byte, 95)...)},
		{"zeros", make([]byte, 96)},
		{"x beyond the field", append([]byte{0x9f}, bytes.Repeat([]byte{0xff}, 95)...)},
		{"not in the group", notInGroup2(t)},
		{"a signature, twice", append(unhex(t, published[0].signature), unhex(t, published[0].signature)...)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := beacon.ParseKey(tt.key)
			require.ErrorIs(t, err, beacon.ErrKey)
		})
	}
}

// notInGroup2 is a point of the twist whose order is not the prime one.
func notInGroup2(t *testing.T) []byte {
	t.Helper()
	for i := range uint64(1_000) {
		var p bls.G2Affine
		var b bls.E2
		p.X.A0.SetUint64(i + 1)
		b.A0.SetUint64(4)
		b.A1.SetUint64(4)
		p.Y.Square(&p.X).Mul(&p.Y, &p.X).Add(&p.Y, &b)
		if p.Y.Legendre() == 1 && p.Y.Sqrt(&p.Y) != nil && p.IsOnCurve() && !p.IsInSubGroup() {
			out := p.Bytes()
			return out[:]
		}
	}
	t.Fatal("no such point among the first thousand")
	return nil
}

// The zero key is the point at infinity, whose pairings are all one.
func TestZeroKey(t *testing.T) {
	require.ErrorIs(t, beacon.Key{}.Verify(123, unhex(t, published[0].signature)), beacon.ErrSignature)
}

func TestLocal(t *testing.T) {
	a, b := local.New([]byte("a")), local.New([]byte("b"))
	require.Equal(t, a.Public(), local.New([]byte("a")).Public(), "a seed gives one key")
	require.NotEqual(t, a.Public(), b.Public())
	k, err := beacon.ParseKey(a.Public())
	require.NoError(t, err)
	for _, round := range []uint64{1, 2, beacon.MaxRound} {
		sig, err := a.Sign(round)
		require.NoError(t, err)
		require.NoError(t, k.Verify(round, sig))
		require.ErrorIs(t, k.Verify(round-1, sig), beacon.ErrSignature)
		other, err := b.Sign(round)
		require.NoError(t, err)
		require.ErrorIs(t, k.Verify(round, other), beacon.ErrSignature)
	}
}

// FuzzVerify looks for a signature that gnark reads in another way than it
// writes it, or that verifies without being the one published.
func FuzzVerify(f *testing.F) {
	for _, p := range published {
		f.Add(p.round, unhex(f, p.signature))
	}
	f.Add(uint64(1), append([]byte{0xc0}, make([]byte, 47)...))
	f.Add(uint64(1), fieldModulus())
	f.Add(uint64(2), make([]byte, 96))
	k := quicknetKey(f)
	f.Fuzz(func(t *testing.T, round uint64, sig []byte) {
		var p bls.G1Affine
		n, err := p.SetBytes(sig)
		again := p.Bytes()
		isPoint := err == nil && n == len(sig) && bytes.Equal(again[:], sig) && !p.IsInfinity()
		got := k.Verify(round, sig)
		switch {
		case !isPoint:
			require.ErrorIs(t, got, beacon.ErrEncoding)
		case got != nil:
			require.ErrorIs(t, got, beacon.ErrSignature)
		}
		for _, known := range published {
			if got == nil && round == known.round {
				require.Equal(t, known.signature, hex.EncodeToString(sig))
			}
		}
	})
}

// FuzzParseKey looks for two encodings of one key.
func FuzzParseKey(f *testing.F) {
	f.Add(unhex(f, quicknet))
	f.Add(append([]byte{0xc0}, make([]byte, 95)...))
	f.Add(local.New(nil).Public())
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := beacon.ParseKey(b)
		if err != nil {
			require.ErrorIs(t, err, beacon.ErrKey)
			return
		}
		var p bls.G2Affine
		_, err = p.SetBytes(b)
		require.NoError(t, err)
		again := p.Bytes()
		require.Equal(t, again[:], b)
	})
}

func BenchmarkVerify(b *testing.B) {
	key, sig := unhex(b, quicknet), unhex(b, published[0].signature)
	for b.Loop() {
		k, err := beacon.ParseKey(key)
		require.NoError(b, err)
		require.NoError(b, k.Verify(published[0].round, sig))
	}
}
