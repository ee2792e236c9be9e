// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/zeebo/blake3"

	"github.com/weft-network/weft/chain/commit"
)

// A domain is standard BLAKE3 key derivation, at every length around the chunk.
func TestDomainIsDeriveKey(t *testing.T) {
	d := commit.NewDomain("test")
	for n := range 1100 {
		msg := make([]byte, n)
		for i := range msg {
			msg[i] = byte(i * n)
		}
		var want commit.Digest
		blake3.DeriveKey("weft v1 test", msg, want[:])
		require.Equal(t, want, d.Hash(msg), "length %d", n)
	}
}

func TestDomainsAndContentDiffer(t *testing.T) {
	a, b := commit.NewDomain("a"), commit.NewDomain("b")
	require.NotEqual(t, a.Hash(nil), b.Hash(nil))
	require.NotEqual(t, a.Hash(nil), commit.Sum(nil))
}

func TestFieldsAreUnambiguous(t *testing.T) {
	d := commit.NewDomain("test")
	lists := [][][]byte{
		nil,
		{nil},
		{nil, nil},
		{[]byte("ab")},
		{[]byte("a"), []byte("b")},
		{[]byte("ab"), nil},
		{nil, []byte("ab")},
		{binary.BigEndian.AppendUint64(nil, 0)},
	}
	seen := make(map[commit.Digest]int)
	for i, l := range lists {
		h := d.Fields(l...)
		j, ok := seen[h]
		require.False(t, ok, "lists %d and %d", i, j)
		seen[h] = i
	}
}

// The stream is the extendable output of the expand domain.
func TestStreamIsXOF(t *testing.T) {
	d := commit.NewDomain("test")
	seed := d.Fields([]byte("seed"))
	h := blake3.NewDeriveKey("weft v1 expand")
	_, err := h.Write(seed[:])
	require.NoError(t, err)
	want := make([]byte, 8*100)
	_, err = h.Digest().Read(want)
	require.NoError(t, err)
	s := d.Expand([]byte("seed"))
	for i := range 100 {
		require.Equal(t, binary.BigEndian.Uint64(want[8*i:]), s.Uint64(), "value %d", i)
	}
}

func TestPRFIsKeyedHash(t *testing.T) {
	key := commit.Sum([]byte("key"))
	h, err := blake3.NewKeyed(key[:])
	require.NoError(t, err)
	msg := binary.BigEndian.AppendUint64(nil, 5)
	msg = binary.BigEndian.AppendUint64(msg, 1<<63+7)
	_, err = h.Write(msg)
	require.NoError(t, err)
	require.Equal(t, binary.BigEndian.Uint64(h.Sum(nil)), commit.PRF(key, 5, 1<<63+7))
}
