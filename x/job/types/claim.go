// SPDX-License-Identifier: Apache-2.0

package types

import (
	"slices"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/spec"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// ClaimStep is one outer step that a claim rests on, with all that decides
// what it comes to.
type ClaimStep struct {
	Claim OuterClaim
	// Before is the state before the step; nil for the first parameters.
	Before *spec.ContentID
	// Claimed is the state that the claim says it came to.
	Claimed spec.ContentID
	// Round is the one whose deltas are summed, 0 for the first parameters.
	Round uint64
	// Units are those whose deltas are summed, in the order of slots.
	Units []Unit
}

// ClaimVerdict ends a claim. Late says that its claimant did not defend it;
// else it was proven false, and so is every claim that says the same.
type ClaimVerdict struct {
	Job, Round uint64
	Operator   string
	Late       bool
	Reason     staketypes.SlashReason
	// Rewarded takes the challengers' part of what is slashed, of which at most
	// MaxReward if that is not nil.
	Rewarded  sdk.AccAddress
	MaxReward math.Int
}

// Reward is what of the challengers' part of a slash still goes out when a part
// of it has gone out.
func (v *ClaimVerdict) Reward(part, paid math.Int) math.Int {
	if v.MaxReward.IsNil() {
		return part
	}
	return math.MinInt(part, v.MaxReward.Sub(paid))
}

// EvaluationVerdict ends an evaluation that was proven false, or not defended.
type EvaluationVerdict struct {
	Job, Round uint64
	Operator   string
	Late       bool
	Reason     staketypes.SlashReason
	Rewarded   sdk.AccAddress
	MaxReward  math.Int
}

// SameAs reports whether two claims say the same about every step.
func (c *OuterClaim) SameAs(o *OuterClaim) bool {
	return c.Id.Equal(&o.Id) && slices.EqualFunc(c.Folded, o.Folded, func(a, b spec.ContentID) bool { return a.Equal(&b) })
}

// Contest is the standing of the claims of one outer state against a base that
// slots have named.
type Contest struct {
	// Winner is what all live claims name; nil if there are none, or several.
	Winner *spec.ContentID
	// Defended says that a live claim names the base.
	Defended bool
	// Opposed says that a live claim names something else.
	Opposed bool
	// Proven says that a claim of the base was proven false, and none is live.
	Proven bool
	// Latest is the height of the newest live claim.
	Latest int64
}

// NewContest sums up the claims of an outer state. base may be nil.
func NewContest(claims []OuterClaim, base *spec.ContentID) Contest {
	var c Contest
	several := false
	for i := range claims {
		x := &claims[i]
		same := base != nil && x.Id.Equal(base)
		if x.Status != CLAIM_STATUS_LIVE {
			// One that is false in a state on the way says nothing about the last.
			c.Proven = c.Proven || (same && x.Status == CLAIM_STATUS_FALSE && len(x.Folded) == 0)
			continue
		}
		c.Latest = max(c.Latest, x.Height)
		c.Defended = c.Defended || same
		c.Opposed = c.Opposed || !same
		several = several || (c.Winner != nil && !c.Winner.Equal(&x.Id))
		if c.Winner == nil {
			c.Winner = &x.Id
		}
	}
	if several {
		c.Winner = nil
	}
	c.Proven = c.Proven && !c.Defended
	return c
}

// Refuted reports whether the base does not stand: it was proven false, or
// something else is claimed and nobody claimed the base in time. late says that
// the time is over.
func (c *Contest) Refuted(late bool) bool {
	return c.Proven || (late && c.Opposed && !c.Defended)
}

// Open reports whether there is still time to claim or to challenge.
func (c *Contest) Open(late bool) bool {
	return !late && c.Opposed
}
