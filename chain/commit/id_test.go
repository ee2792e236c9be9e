// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
)

func TestIDRoundTrips(t *testing.T) {
	id := commit.ID{Digest: commit.Sum([]byte("x")), Size: 1<<20 + 1}
	back, err := commit.DecodeID(id.Bytes())
	require.NoError(t, err)
	require.Equal(t, id, back)

	require.True(t, strings.HasPrefix(id.CIDString(), "bafyb4i"), id.CIDString())
	back, err = commit.ParseID(id.String())
	require.NoError(t, err)
	require.Equal(t, id, back)

	require.Equal(t, []byte{0x01, 0x70, 0x1e, 0x20}, id.CID()[:4])
	d, err := commit.DecodeCID(id.CID())
	require.NoError(t, err)
	require.Equal(t, id.Digest, d)
}

func TestIDRefusesOtherForms(t *testing.T) {
	id := commit.ID{Digest: commit.Sum([]byte("x")), Size: 7}
	cid := id.CIDString()
	spare := cid[:len(cid)-1] + string(cid[len(cid)-1]+1) // sets a bit past the last byte
	for name, s := range map[string]string{
		"empty":            "",
		"no size":          cid,
		"no cid":           ":7",
		"empty size":       cid + ":",
		"signed size":      cid + ":+7",
		"padded size":      cid + ":07",
		"hex size":         cid + ":0x7",
		"second size":      cid + ":7:7",
		"too large":        cid + ":4503599627370497",
		"past uint64":      cid + ":18446744073709551616",
		"upper case":       strings.ToUpper(cid) + ":7",
		"upper base":       "B" + cid[1:] + ":7",
		"line break":       cid[:10] + "\n" + cid[11:] + ":7",
		"spare bits":       spare + ":7",
		"raw leaf codec":   strings.Replace(cid, "bafyb", "bafkb", 1) + ":7",
		"longer than a id": cid + "a:7",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := commit.ParseID(s)
			require.ErrorIs(t, err, commit.ErrID)
		})
	}
	good := id.CID()
	for i := range 4 {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		_, err := commit.DecodeCID(bad)
		require.ErrorIs(t, err, commit.ErrID, "prefix byte %d", i)
	}
	_, err := commit.DecodeCID(append(good, 0))
	require.ErrorIs(t, err, commit.ErrID)
	_, err = commit.DecodeID(id.Bytes()[1:])
	require.ErrorIs(t, err, commit.ErrID)
	_, err = commit.NewID(make([]byte, 31), 1)
	require.ErrorIs(t, err, commit.ErrID)
	_, err = commit.NewID(make([]byte, 32), commit.MaxSize+1)
	require.ErrorIs(t, err, commit.ErrID)
}

func FuzzParseID(f *testing.F) {
	f.Add(commit.ID{}.String())
	f.Add(commit.ID{Digest: commit.Sum(nil), Size: commit.MaxSize}.String())
	f.Fuzz(func(t *testing.T, s string) {
		if id, err := commit.ParseID(s); err == nil {
			require.Equal(t, s, id.String())
		}
	})
}

func FuzzDecodeID(f *testing.F) {
	f.Add(commit.ID{Size: 1}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if id, err := commit.DecodeID(b); err == nil {
			require.Equal(t, b, id.Bytes())
		}
	})
}
