// SPDX-License-Identifier: Apache-2.0

package spec_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/chain/spec/spectest"
)

func canonical(t testing.TB, s *spec.Spec) []byte {
	t.Helper()
	b, err := s.Canonical()
	require.NoError(t, err)
	return b
}

func TestCanonicalRoundTrip(t *testing.T) {
	based := spectest.Sparse()
	based.Init.Seed = nil
	based.Init.Base = &spec.ContentID{Digest: make([]byte, 32), Size_: 1 << 40}
	based.Data.Tokenizer = &spec.ContentID{Digest: make([]byte, 32), Size_: 7}
	for _, s := range []*spec.Spec{spectest.Tiny(), spectest.Sparse(), based} {
		b := canonical(t, s)
		require.Less(t, len(b), spec.MaxCanonicalBytes/2)
		got, err := spec.ParseCanonical(b)
		require.NoError(t, err)
		require.Equal(t, s, got)
		require.Equal(t, s.Digest(), got.Digest())
	}
}

func TestCanonicalRefusesInvalid(t *testing.T) {
	s := spectest.Tiny()
	s.Inner.Batch = 0
	_, err := s.Canonical()
	requireRefused(t, err, "inner.batch")
	b, err := s.Marshal()
	require.NoError(t, err)
	_, err = spec.ParseCanonical(b)
	requireRefused(t, err, "inner.batch")
}

// A specification has one encoding: every other one of the same values is
// refused, though a protobuf decoder reads it.
func TestParseCanonicalIsStrict(t *testing.T) {
	good := canonical(t, spectest.Tiny())
	require.Equal(t, []byte{0x08, 1, 0x10, 1}, good[:4], "rules and profile come first")
	with := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	for name, b := range map[string][]byte{
		"empty":              {},
		"unknown field":      with(good, []byte{0x68, 1}),
		"unknown in message": with(good[:4], []byte{0x1a, good[5] + 3}, good[6:6+int(good[5])], []byte{0xf8, 0x01, 1}, good[6+int(good[5]):]),
		"field twice":        with([]byte{0x08, 1}, good),
		"other order":        with(good[2:4], good[:2], good[4:]),
		"long varint":        with([]byte{0x08, 0x81, 0x00}, good[2:]),
		"message omitted":    with(good[:4], good[6+int(good[5]):]),
		"truncated":          good[:len(good)-1],
		"trailing":           with(good, []byte{0}),
		"too long":           with(good, make([]byte, spec.MaxCanonicalBytes)),
		"group":              with(good, []byte{0x6b, 0x6c}),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := spec.ParseCanonical(b)
			require.ErrorIs(t, err, spec.ErrEncoding)
		})
	}
}

// The digest of the specification of these tests, by the definition and as a
// golden value: a change of either is a change of every job.
func TestDigest(t *testing.T) {
	s := spectest.Tiny()
	want := blake3.Sum256(append([]byte("weft/spec/v1"), canonical(t, s)...))
	require.Equal(t, want, s.Digest())
	require.Equal(t, "e89efa87a9989cf1ffdcfc1c18a459cae4bc69b406fd108d0fe940ac0f46173a", hex.EncodeToString(want[:]))
}

// Every field is bound by the digest.
func TestDigestBindsEveryField(t *testing.T) {
	seen := map[[32]byte]string{everything().Digest(): "unchanged"}
	for _, f := range spec.Fields() {
		s := everything()
		v := at(t, s, f.Path)
		switch {
		case v.CanUint():
			v.SetUint(v.Uint() + 1)
		case v.CanInt():
			v.SetInt(v.Int() + 1)
		case f.Type == "bytes":
			v.SetBytes(bytes.Repeat([]byte{77}, 32))
		case f.Type == "boolean":
			v.SetBool(!v.Bool())
		default:
			v.SetString(v.String() + "1")
		}
		d := s.Digest()
		require.Empty(t, seen[d], f.Path)
		seen[d] = f.Path
	}
}

// Whatever decodes and is valid encodes to the same bytes, and no message at
// all makes validation or a derived fact fail otherwise than by an error.
func FuzzParseCanonical(f *testing.F) {
	for _, s := range []*spec.Spec{spectest.Tiny(), spectest.Sparse(), everything()} {
		b, err := s.Marshal()
		require.NoError(f, err)
		f.Add(b)
		for _, at := range []int{3, len(b) / 2, len(b) - 40} {
			c := bytes.Clone(b)
			c[at] ^= 0x7f
			f.Add(c)
		}
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := spec.ParseCanonical(b)
		if err == nil {
			require.Equal(t, b, canonical(t, s))
		}
		var loose spec.Spec
		if loose.Unmarshal(b) != nil {
			return
		}
		_, _, _, _ = loose.Params(), loose.UnitFLOP(), loose.TokensPerUnit(), loose.AnchorBytes()
		_, _, _ = loose.LeafCount(), loose.Segments(), loose.TrainTokens()
		n := 0
		for range loose.Tensors() {
			if n++; n == 20 {
				break
			}
		}
		if err := loose.ValidateDraft(); err == nil {
			text, err := spec.MarshalTOML(&loose)
			require.NoError(t, err)
			again, err := spec.ParseTOML(strings.NewReader(string(text)))
			require.NoError(t, err, "%s", text)
			require.Equal(t, loose.Digest(), again.Digest())
		}
	})
}
