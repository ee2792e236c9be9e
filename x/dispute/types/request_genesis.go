// SPDX-License-Identifier: Apache-2.0

package types

import (
	"slices"

	"github.com/weft-network/weft/chain/commit"
)

func (g *GenesisState) validateRequests() error {
	seen := make(map[uint64]bool, len(g.Requests))
	for i := range g.Requests {
		r := &g.Requests[i]
		if seen[r.Id] || r.Id == 0 || r.Id > g.NextRequest {
			return ErrInvalidGenesis.Wrapf("request %d is doubled or above next_request %d", r.Id, g.NextRequest)
		}
		seen[r.Id] = true
		if err := r.validate(); err != nil {
			return ErrInvalidGenesis.Wrapf("request %d: %s", r.Id, err)
		}
	}
	accounts := make(map[string]bool, len(g.Requesters))
	for i := range g.Requesters {
		x := &g.Requesters[i]
		if accounts[x.Address] || len(x.Recent) > MaxRecent || !slices.IsSorted(x.Recent) {
			return ErrInvalidGenesis.Wrapf("requester %s is doubled, or has %d requests", x.Address, len(x.Recent))
		}
		accounts[x.Address] = true
	}
	vain := make(map[Vain]bool, len(g.Vain))
	for _, v := range g.Vain {
		v.Request = 0
		if vain[v] {
			return ErrInvalidGenesis.Wrapf("what %s needs for round %d of job %d is doubled", v.Operator, v.Round, v.Job)
		}
		vain[v] = true
	}
	return nil
}

// validate checks what can be checked of a request alone.
func (r *DataRequest) validate() error {
	if err := r.Blob.Validate(); err != nil {
		return err
	}
	id, err := ContentID("content", &r.Content)
	if err != nil {
		return err
	}
	at, err := RangeAt(id, r.Offset)
	switch {
	case err != nil:
		return err
	case at != r.Range():
		return ErrInvalidRange.Wrapf("%d bytes at %d, want %d", r.Length, r.Offset, at.Length)
	case r.Deposit.IsNil() || r.Cost.IsNil() || !r.Cost.IsPositive() || r.Deposit.LT(r.Cost):
		return ErrInvalidDeposit.Wrapf("deposit %s, cost %s", r.Deposit, r.Cost)
	case r.Status < REQUEST_STATUS_OPEN || r.Status > REQUEST_STATUS_UNDECIDED:
		return ErrRequestOver.Wrapf("status %s", r.Status)
	case r.Open() != (r.EndedHeight == 0) || (!r.Open() && r.Holds):
		return ErrRequestOver.Wrapf("it is %s, ended at %d, holds its unit: %t", r.Status, r.EndedHeight, r.Holds)
	}
	return nil
}

// OpeningCost is what a proof that answers the request costs its verifier.
func (r *DataRequest) OpeningCost() (commit.Cost, error) {
	return commit.BlobSpan(r.Content.Size_).Cost(r.Range())
}
