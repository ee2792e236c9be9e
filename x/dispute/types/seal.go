// SPDX-License-Identifier: Apache-2.0

package types

import "github.com/weft-network/weft/chain/commit"

// MaxSalt bounds the salt of a seal, in bytes.
const MaxSalt = 32

var (
	sealDomain      = commit.NewDomain("challenge seal")
	sealClaimDomain = commit.NewDomain("claim challenge seal")
	claimDomain     = commit.NewDomain("challenge claim")
)

// SealHash is the seal of a challenge: it binds who challenges which step of
// which unit with what claim, and shows none of it.
func SealHash(chainID string, challenger []byte, msg *MsgChallenge) commit.Digest {
	return sealDomain.Fields(
		[]byte(chainID), challenger,
		commit.Uint64Bytes(msg.Job), commit.Uint64Bytes(msg.Round), commit.Uint64Bytes(uint64(msg.Slot)), commit.Uint64Bytes(uint64(msg.Step)),
		msg.State.Digest, commit.Uint64Bytes(msg.State.Size_), msg.Out, msg.Salt,
	)
}

// SealClaimHash is the seal of a challenge of a claim.
func SealClaimHash(chainID string, challenger []byte, msg *MsgChallengeClaim) commit.Digest {
	return sealClaimDomain.Fields(
		[]byte(chainID), challenger, commit.Uint64Bytes(uint64(msg.Kind)),
		commit.Uint64Bytes(msg.Job), commit.Uint64Bytes(msg.Round), []byte(msg.Claimant), commit.Uint64Bytes(uint64(msg.Step)),
		msg.State.Digest, commit.Uint64Bytes(msg.State.Size_), msg.Out, msg.Salt,
	)
}

// ClaimHash tells equal claims about one board from others.
func (g *Game) ClaimHash() []byte {
	fields := [][]byte{g.State.Digest, commit.Uint64Bytes(g.State.Size_), g.Out}
	if len(g.Trace) > 0 {
		fields = append(fields, g.Trace)
	}
	d := claimDomain.Fields(fields...)
	return d[:]
}
