// SPDX-License-Identifier: Apache-2.0

package types

import "cosmossdk.io/math"

const (
	// MaxClaims bounds the claims of a bounty, and with it the nodes that are kept of its tree.
	MaxClaims = 1 << 16
	// AwardBits bounds what a bounty is worth: a uint96.
	AwardBits = 96
	// RefundDelay is BountyEscrow.REFUND_DELAY: how long after its deadline a sponsor can take an unsettled bounty back, in seconds.
	RefundDelay = 7 * 86_400
	// settleMargin is how long before the deadline a bounty is settled at the latest, in seconds, so that it can be signed and relayed.
	settleMargin = 2 * 86_400
	// RenewDelay is how often it is looked whether the set that signed a settlement is still the contract's, in seconds.
	RenewDelay = 3_600
	// KeepDelay is how long claims are kept once nothing can be settled any more, in seconds: winners who did not fetch their part by then
	// need a proof that somebody kept.
	KeepDelay = 180 * 86_400
	// maxDeadline keeps sums of times within 64 bits.
	maxDeadline = 1 << 62
	// escrowNonce is the number of the contract that WeftBridge's constructor makes: WeftToken is the first.
	escrowNonce = 2
)

// Escrow is the address of the BountyEscrow of a bridge. It follows from the bridge's own address (EIP-161: a contract counts those it makes
// from 1), so that nobody can name a wrong one.
func Escrow(contract []byte) []byte {
	// RLP of [address, number]: a list of 22 bytes, a string of 20, a single byte.
	hash := Keccak([]byte{0xd6, 0x94}, contract, []byte{escrowNonce})
	return hash[WordSize-AddressSize:]
}

// Fixed says whether a bounty takes no more claims: what is settled is known.
func (b Bounty) Fixed() bool { return len(b.Root) > 0 }

// RefundTime is when the sponsor can take back what was not settled.
func (b Bounty) RefundTime() uint64 { return b.Deadline + RefundDelay }

// ForgetTime is when the chain forgets a bounty: those without claims at once.
func (b Bounty) ForgetTime() uint64 {
	if b.Claims == 0 {
		return b.RefundTime()
	}
	return b.RefundTime() + KeepDelay
}

// Validate checks what came from Ethereum. The contract allows no deadline far in the future.
func (b Bounty) Validate() error {
	if len(b.Id) != WordSize || len(b.Spec) != WordSize || b.Deadline > maxDeadline {
		return ErrBadGenesis.Wrapf("bounty %x for %x until %d; ids and digests have %d bytes, a deadline is at most %d", b.Id, b.Spec, b.Deadline, WordSize, uint64(maxDeadline))
	}
	if err := CheckAward(b.Amount); err != nil {
		return err
	}
	return CheckAmount(b.Awarded)
}

// SettleTime is when a bounty is settled whose first claim comes now: a margin before its deadline, but not before half of the time that is
// left, which is the chance of all others.
func (b Bounty) SettleTime(now uint64) uint64 {
	left := b.Deadline - min(now, b.Deadline)
	return b.Deadline - min(settleMargin, left/2)
}

// PeaksRoot is the root over all claims so far.
func (b Bounty) PeaksRoot() Word { return rootOf(b.Peaks) }

// Add counts a claim, for so many tokens and audits. The caller has checked the bounds.
func (b *Bounty) Add(c BountyClaim, tokens, audits uint64) {
	b.Peaks = appendLeaf(b.Peaks, b.Claims, c.Leaf())
	b.Claims++
	b.Awarded = b.Awarded.Add(c.Amount)
	b.Tokens, b.Audits = b.Tokens+tokens, b.Audits+audits
}

// Leaf is what the contract knows a claim by. It is hashed twice, so that no inner node passes as one.
func (c BountyClaim) Leaf() Word {
	once := Keccak(joined(Word(c.Bounty), uintWord(c.Index), addressWord(c.Recipient), intWord(c.Amount)))
	return Keccak(once[:])
}

// Validate checks the form of a claim.
func (c BountyClaim) Validate() error {
	if len(c.Bounty) != WordSize || c.Index >= MaxClaims || c.Account == "" {
		return ErrBadGenesis.Wrapf("claim %d of bounty %x by %q; ids have %d bytes, indices are below %d", c.Index, c.Bounty, c.Account, WordSize, MaxClaims)
	}
	if err := CheckAddress(c.Recipient); err != nil {
		return err
	}
	return CheckAward(c.Amount)
}

// CheckAward refuses what is nothing, or more than a bounty can be.
func CheckAward(n math.Int) error {
	if n.IsNil() || !n.IsPositive() || n.BigInt().BitLen() > AwardBits {
		return ErrBadAmount.Wrapf("%s, allowed 1 to 2^%d-1", n, AwardBits)
	}
	return nil
}
