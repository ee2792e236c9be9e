// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
)

type messageVectors struct {
	Comment string         `json:"comment"`
	Leaves  []leafVector   `json:"leaves"`
	Merkle  []merkleVector `json:"merkle"`
	Losses  []lossVector   `json:"losses"`
}

type leafVector struct {
	ChainID     string `json:"chain_id"`
	Job         uint64 `json:"job"`
	Round       uint64 `json:"round"`
	Slot        uint32 `json:"slot"`
	Trainer     string `json:"trainer"`
	Step        uint32 `json:"step"`
	StateDigest string `json:"state_digest"`
	StateSize   uint64 `json:"state_size"`
	Out         string `json:"out"`
	Hash        string `json:"hash"`
}

type merkleVector struct {
	Entries int    `json:"entries"` // entry i is the content hash of the byte i
	Root    string `json:"root"`
}

type lossVector struct {
	Outs string `json:"outs"`
	Mean int64  `json:"mean"`
}

func TestMessages(t *testing.T) {
	v := messageVectors{Comment: "Leaves, Merkle roots and loss means: docs/spec/content.md. Byte strings are hexadecimal."}
	delta := commit.DeltaOut(commit.ID{Digest: commit.Sum([]byte("delta")), Size: 4096}, commit.Norm{Hi: 1, Lo: 2})
	for i, out := range [][]byte{nil, commit.LossOut(0x402d38ef), delta} {
		v.Leaves = append(v.Leaves, leafOf(uint32(i), out))
	}
	for n := range 10 {
		entries := make([]commit.Digest, n)
		for i := range entries {
			entries[i] = commit.Sum([]byte{byte(i)})
		}
		v.Merkle = append(v.Merkle, merkleVector{Entries: n, Root: commit.MerkleRoot(entries).String()})
	}
	for _, bits := range [][]uint32{{0x3f800000}, {0x3f800000, 0x40000000, 0x40c00000}, {0x402d38ef, 0x402d38f0}, {1, 0x80000000}, {0x4f7fffff}} {
		var outs [][]byte
		for _, b := range bits {
			outs = append(outs, commit.LossOut(b))
		}
		mean, err := commit.LossMean(outs)
		require.NoError(t, err)
		v.Losses = append(v.Losses, lossVector{Outs: hex.EncodeToString(bytes.Join(outs, nil)), Mean: mean})
	}
	golden(t, "messages.json", v)
}

func leafOf(step uint32, out []byte) leafVector {
	l := commit.Leaf{
		ChainID: "weft-1", Job: 2, Round: 3, Slot: 4, Trainer: bytes.Repeat([]byte{0xab}, 20), Step: step,
		State: commit.ID{Digest: commit.Sum([]byte("state")), Size: 1 << 30}, Out: out,
	}
	return leafVector{
		ChainID: l.ChainID, Job: l.Job, Round: l.Round, Slot: l.Slot, Trainer: hex.EncodeToString(l.Trainer), Step: step,
		StateDigest: l.State.Digest.String(), StateSize: l.State.Size, Out: hex.EncodeToString(out), Hash: l.Hash().String(),
	}
}
