// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/sample"
)

type sampleVectors struct {
	Comment      string              `json:"comment"`
	Permutations []permutationVector `json:"permutations"`
	Orders       []orderVector       `json:"orders"`
	Seeds        []seedVector        `json:"seeds"`
	Picks        []pickVector        `json:"picks"`
}

type permutationVector struct {
	Key   string   `json:"key"`
	Len   uint64   `json:"len"`
	First []uint64 `json:"first"` // images of 0, 1, 2 ...
}

type orderVector struct {
	Job      uint64 `json:"job"`
	Samples  uint64 `json:"samples"`
	Number   uint64 `json:"number"`
	Epoch    uint64 `json:"epoch"`
	Position uint64 `json:"position"`
}

type seedVector struct {
	Purpose string `json:"purpose"`
	Beacon  string `json:"beacon"`
	Job     uint64 `json:"job"`
	Round   uint64 `json:"round"`
	Seed    string `json:"seed"`
}

type pickVector struct {
	VRF    string   `json:"vrf"` // as text
	Slot   uint32   `json:"slot"`
	Steps  uint32   `json:"steps"`
	Anchor uint32   `json:"anchor"`
	Blocks uint64   `json:"blocks"`
	Num    int64    `json:"num"`
	Den    int64    `json:"den"`
	Hit    bool     `json:"hit"`
	First  uint32   `json:"first"`
	Last   uint32   `json:"last"`
	Traced uint32   `json:"traced"`
	Drawn  []uint64 `json:"drawn"` // the first blocks, ascending
}

func TestSample(t *testing.T) {
	v := sampleVectors{Comment: "Permutations, data orders, seeds and audit picks: docs/spec/content.md, choices."}
	key := commit.Sum([]byte("key"))
	for _, n := range []uint64{1, 2, 3, 10, 1000, 1<<33 + 12345, sample.MaxPermutation} {
		p, err := sample.NewPermutation(key, n)
		require.NoError(t, err)
		first := make([]uint64, min(n, 10))
		for i := range first {
			first[i] = p.At(uint64(i))
		}
		v.Permutations = append(v.Permutations, permutationVector{Key: key.String(), Len: n, First: first})
	}
	for _, number := range []uint64{0, 1, 999, 1000, 123456789} {
		epoch, pos, err := sample.Order{Job: 7, Samples: 1000, Slots: 1, Steps: 1, Batch: 1}.Locate(number)
		require.NoError(t, err)
		v.Orders = append(v.Orders, orderVector{Job: 7, Samples: 1000, Number: number, Epoch: epoch, Position: pos})
	}
	for _, p := range []sample.Purpose{sample.PurposeAudit, sample.PurposeReaudit, sample.PurposeCustodian} {
		seed := sample.Seed(p, []byte("beacon"), 7, 8)
		v.Seeds = append(v.Seeds, seedVector{Purpose: string(p), Beacon: "beacon", Job: 7, Round: 8, Seed: seed.String()})
	}
	for slot := range uint32(6) {
		v.Picks = append(v.Picks, pick(t, pickVector{VRF: "vrf", Slot: slot, Steps: 20, Anchor: 8, Blocks: 1 << 20, Num: 1, Den: 2}))
	}
	golden(t, "sample.json", v)
}

func pick(t *testing.T, v pickVector) pickVector {
	t.Helper()
	u := sample.Unit{Slot: v.Slot, Steps: v.Steps, Anchor: v.Anchor, Blocks: v.Blocks}
	p, hit, err := sample.Draw([]byte(v.VRF), u, sample.Chance{Num: big.NewInt(v.Num), Den: big.NewInt(v.Den)})
	require.NoError(t, err)
	v.Hit, v.First, v.Last, v.Traced, v.Drawn = hit, p.Segment.First, p.Segment.Last, p.Traced, p.Blocks
	if hit {
		v.Drawn = p.Blocks[:5]
	}
	return v
}
