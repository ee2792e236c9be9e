// SPDX-License-Identifier: Apache-2.0

package vectors_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"testing"

	"cosmossdk.io/math"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

type auditVectors struct {
	Comment     string             `json:"comment"`
	ChainID     string             `json:"chain_id"`
	Verifier    string             `json:"verifier"`
	Draws       []drawVector       `json:"draws"`
	Receipts    []receiptVector    `json:"receipts"`
	Commitments []commitmentVector `json:"commitments"`
	Reaudits    []reauditVector    `json:"reaudits"`
}

// reauditVector is the re-audit of a round, whose verifier has a third of the
// stake.
type reauditVector struct {
	Beacon string `json:"beacon"`
	Job    uint64 `json:"job"`
	Round  uint64 `json:"round"`
	Seed   string `json:"seed"`
	VRF    string `json:"vrf"`
	Rate   uint32 `json:"rate"`
	// Drawn are the reports of the verifier above that are drawn, out of those on
	// slots 0 to 7 in draws 1 and 2: draw and slot.
	Drawn [][2]uint32 `json:"drawn"`
	// Commitment binds a match of slot 3 in draw 1, with the hash of nothing as
	// trace root, and that slot 4 of draw 2 is unavailable; of is cosmos1 in both.
	Commitment string `json:"commitment"`
}

type drawVector struct {
	Beacon string `json:"beacon"`
	Job    uint64 `json:"job"`
	Round  uint64 `json:"round"`
	Draw   uint32 `json:"draw"`
	Seed   string `json:"seed"`
	Alpha  string `json:"alpha"`
	Key    string `json:"key"` // the seed of the Ed25519 key
	Proof  string `json:"proof"`
	Output string `json:"output"`
}

type receiptVector struct {
	Seed    string `json:"seed"`
	Slot    uint32 `json:"slot"`
	First   uint32 `json:"first"`
	Last    uint32 `json:"last"`
	Traced  uint32 `json:"traced"`
	Root    string `json:"root"`
	Receipt string `json:"receipt"`
}

type commitmentVector struct {
	Verdicts   []int32 `json:"verdicts"` // of slots 3, 4, 5; receipts are the hash of the slot as a byte
	Step       uint32  `json:"step"`     // of a mismatch; its state is the hash of nothing, 64 bytes long, its out 1234
	Salt       string  `json:"salt"`
	Commitment string  `json:"commitment"`
}

func TestAudit(t *testing.T) {
	verifier := bytes.Repeat([]byte{0xcd}, 20)
	v := auditVectors{
		Comment: "Seeds, proofs, receipts and commitments of audits: docs/spec/audit.md. Byte strings are hexadecimal.",
		ChainID: "weft-1", Verifier: hex.EncodeToString(verifier),
	}
	for draw := uint32(1); draw <= 3; draw++ {
		beacon, key := commit.Sum([]byte("beacon")), commit.Sum([]byte{byte(draw)})
		seed := disputetypes.AuditSeed(beacon[:], 2, 3, draw)
		alpha := disputetypes.AuditAlpha(v.ChainID, seed[:])
		proof, output := disputetypes.ProveAudit(ed25519.NewKeyFromSeed(key[:]), alpha)
		v.Draws = append(v.Draws, drawVector{
			Beacon: beacon.String(), Job: 2, Round: 3, Draw: draw, Seed: seed.String(), Alpha: hex.EncodeToString(alpha),
			Key: key.String(), Proof: hex.EncodeToString(proof), Output: hex.EncodeToString(output),
		})
		d, root := disputetypes.AuditDuty{Slot: draw, First: 5, Last: 8, Traced: 5 + draw}, commit.Sum([]byte("trace"))
		v.Receipts = append(v.Receipts, receiptVector{
			Seed: seed.String(), Slot: d.Slot, First: d.First, Last: d.Last, Traced: d.Traced, Root: root.String(),
			Receipt: disputetypes.Receipt(v.ChainID, verifier, seed[:], d, root).String(),
		})
	}
	for _, verdicts := range [][]int32{{1}, {1, 3}, {2, 1, 3}} {
		v.Commitments = append(v.Commitments, commitmentOf(v.ChainID, verifier, verdicts))
	}
	for round := uint64(3); round <= 5; round++ {
		v.Reaudits = append(v.Reaudits, reauditOf(t, v.ChainID, verifier, round))
	}
	golden(t, "audit.json", v)
}

func reauditOf(t *testing.T, chainID string, verifier []byte, round uint64) reauditVector {
	t.Helper()
	beacon, output, nothing := commit.Sum([]byte("beacon")), commit.Sum(commit.Uint64Bytes(round)), commit.Sum(nil)
	seed := disputetypes.ReauditSeed(beacon[:], 2, round)
	x := disputetypes.ReauditOf{
		ChainID: chainID, Verifier: "cosmos2", Stake: math.NewInt(5),
		Reaudit: &disputetypes.Reaudit{Seed: seed[:], Total: math.NewInt(15), Rate: 900_000},
	}
	v := reauditVector{Beacon: beacon.String(), Job: 2, Round: round, Seed: seed.String(), VRF: output.String(), Rate: x.Reaudit.Rate}
	for draw := uint32(1); draw <= 2; draw++ {
		for slot := range uint32(8) {
			hit, err := x.Looks(output[:], &disputetypes.Reported{Verifier: "cosmos1", Address: verifier, Draw: draw, Slot: slot})
			require.NoError(t, err)
			if hit {
				v.Drawn = append(v.Drawn, [2]uint32{draw, slot})
			}
		}
	}
	msg := &disputetypes.MsgRevealAudit{Job: 2, Round: round, Draw: disputetypes.ReauditDraw, Salt: bytes.Repeat([]byte{7}, 16), Results: []disputetypes.AuditResult{
		{Slot: 3, Verdict: disputetypes.VERDICT_MATCH, Of: "cosmos1", OfDraw: 1, Trace: nothing[:]},
		{Slot: 4, Verdict: disputetypes.VERDICT_UNAVAILABLE, Of: "cosmos1", OfDraw: 2},
	}}
	v.Commitment = disputetypes.AuditCommitment(chainID, verifier, msg).String()
	return v
}

func commitmentOf(chainID string, verifier []byte, verdicts []int32) commitmentVector {
	msg := &disputetypes.MsgRevealAudit{Verifier: "cosmos1", Job: 2, Round: 3, Draw: 1, Salt: bytes.Repeat([]byte{7}, 16)}
	state := commit.Sum(nil)
	for i, verdict := range verdicts {
		r := disputetypes.AuditResult{Slot: uint32(3 + i), Verdict: disputetypes.Verdict(verdict)}
		if r.Verdict != disputetypes.VERDICT_UNAVAILABLE {
			d := commit.Sum([]byte{byte(r.Slot)})
			r.Receipt = d[:]
		}
		if r.Verdict == disputetypes.VERDICT_MISMATCH {
			r.Mismatch = &disputetypes.Mismatch{Step: 6, State: spec.ContentID{Digest: state[:], Size_: 64}, Out: []byte{1, 2, 3, 4}}
			r.Mismatch.Bond.Amount = math.NewInt(5)
		}
		msg.Results = append(msg.Results, r)
	}
	return commitmentVector{
		Verdicts: verdicts, Step: 6, Salt: hex.EncodeToString(msg.Salt), Commitment: disputetypes.AuditCommitment(chainID, verifier, msg).String(),
	}
}

// The VRF is the one of RFC 9381, ECVRF-EDWARDS25519-SHA512-ELL2: example 19.
func TestPublishedVRF(t *testing.T) {
	b := func(s string) []byte {
		out, err := hex.DecodeString(s)
		require.NoError(t, err)
		return out
	}
	key := ed25519.NewKeyFromSeed(b("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
	proof, output := disputetypes.ProveAudit(key, nil)
	require.Equal(t, b("7d9c633ffeee27349264cf5c667579fc583b4bda63ab71d001f89c10003ab46f"+
		"14adf9a3cd8b8412d9038531e865c341cafa73589b023d14311c331a9ad15ff2fb37831e00f0acaa6d73bc9997b06501"), proof)
	require.Equal(t, b("9d574bf9b8302ec0fc1e21c3ec5368269527b87b462ce36dab2d14ccf80c53cc"+
		"cf6758f058c5b1c856b116388152bbe509ee3b9ecfe63d93c3b4346c1fbc6c54"), output)
}
