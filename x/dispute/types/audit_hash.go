// SPDX-License-Identifier: Apache-2.0

package types

import (
	"crypto/ed25519"
	"encoding/binary"

	voi "github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519/extra/ecvrf"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/sample"
)

// Sizes of the messages of an audit.
const (
	// ProofSize is that of a VRF proof.
	ProofSize = ecvrf.ProofSize
	// MinAuditSalt keeps results from being guessed; MaxSalt bounds the salt.
	MinAuditSalt = 16
)

var (
	alphaDomain      = commit.NewDomain("audit vrf")
	commitmentDomain = commit.NewDomain("audit commitment")
	receiptDomain    = commit.NewDomain("audit receipt")
)

// AuditSeed is the randomness of one draw of the audits of a round.
func AuditSeed(beacon []byte, job, round uint64, draw uint32) commit.Digest {
	return sample.Seed(sample.PurposeAudit, beacon, job, round, uint64(draw))
}

// AuditAlpha is what every VRF of a draw is asked about.
func AuditAlpha(chainID string, seed []byte) []byte {
	d := alphaDomain.Fields([]byte(chainID), seed)
	return d[:]
}

// ProveAudit asks a VRF: its proof, and the output that the duties follow from
// (RFC 9381, ECVRF-EDWARDS25519-SHA512-ELL2). It gives nil for a key that is
// none.
func ProveAudit(key ed25519.PrivateKey, alpha []byte) (proof, output []byte) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, nil
	}
	proof = ecvrf.Prove(voi.PrivateKey(key), alpha)
	output, err := ecvrf.ProofToHash(proof)
	if err != nil {
		return nil, nil
	}
	return proof, output
}

// VerifyAudit checks a proof and returns the output of the VRF.
func VerifyAudit(key, proof, alpha []byte) ([]byte, error) {
	if len(proof) != ProofSize {
		return nil, ErrInvalidVRF.Wrapf("proof of %d bytes, want %d", len(proof), ProofSize)
	}
	ok, output := ecvrf.Verify(key, proof, alpha)
	if !ok {
		return nil, ErrInvalidVRF.Wrapf("proof is not one of key %x for this draw", key)
	}
	return output, nil
}

// Receipt shows that a verifier has traced a step: it binds the root of the
// trace, whose entries are the roots of all outputs of the step, to the verifier
// and the draw, so that it is of no use to anybody else.
func Receipt(chainID string, verifier, seed []byte, d AuditDuty, traceRoot commit.Digest) commit.Digest {
	return receiptDomain.Fields(
		[]byte(chainID), verifier, seed, commit.Uint64Bytes(uint64(d.Slot)),
		commit.Uint64Bytes(uint64(d.First)), commit.Uint64Bytes(uint64(d.Last)), commit.Uint64Bytes(uint64(d.Traced)), traceRoot[:],
	)
}

// AuditCommitment binds the results of a verifier: it is the commitment that
// goes with the reveal msg. The challenge of a mismatch is bound by its seal, so
// that its bond and paths may be made up later.
func AuditCommitment(chainID string, verifier []byte, msg *MsgRevealAudit) commit.Digest {
	var results []byte
	for i := range msg.Results {
		r := &msg.Results[i]
		results = binary.BigEndian.AppendUint32(results, r.Slot)
		results = append(results, byte(r.Verdict))
		results = binary.BigEndian.AppendUint64(results, uint64(len(r.Receipt)))
		results = append(results, r.Receipt...)
		if msg.Draw == ReauditDraw {
			results = appendAgain(results, r)
		}
		if r.Mismatch != nil {
			seal := SealHash(chainID, verifier, msg.Challenge(r))
			results = append(results, seal[:]...)
		}
	}
	return commitmentDomain.Fields(
		[]byte(chainID), verifier, commit.Uint64Bytes(msg.Job), commit.Uint64Bytes(msg.Round), commit.Uint64Bytes(uint64(msg.Draw)), results, msg.Salt,
	)
}

// appendAgain appends what a result of a re-audit has beside that of an audit.
func appendAgain(b []byte, r *AuditResult) []byte {
	b = binary.BigEndian.AppendUint32(b, r.OfDraw)
	for _, field := range [][]byte{[]byte(r.Of), r.Trace} {
		b = binary.BigEndian.AppendUint64(b, uint64(len(field)))
		b = append(b, field...)
	}
	return b
}

// Challenge is the challenge that a result with a mismatch stands for.
func (m *MsgRevealAudit) Challenge(r *AuditResult) *MsgChallenge {
	x := r.Mismatch
	return &MsgChallenge{
		Challenger: m.Verifier, Job: m.Job, Round: m.Round, Slot: r.Slot, Step: x.Step, Leaf: x.Leaf, Path: x.Path,
		Before: x.Before, BeforeOut: x.BeforeOut, BeforePath: x.BeforePath, State: x.State, Out: x.Out, Bond: x.Bond,
	}
}
