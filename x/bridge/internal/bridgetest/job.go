// SPDX-License-Identifier: Apache-2.0

package bridgetest

import (
	"context"
	"crypto/sha256"
	"slices"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/bridge/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Job is a job that is over, with the work that members did.
type Job struct {
	Status jobtypes.JobStatus
	Spec   []byte
	Model  []byte
	// Work is verified tokens and audits by account, Held whose units are held; Burnt is the tokens of revoked units.
	Work  map[string]Work
	Held  string
	Burnt uint64
	// Unsettled: its shares cannot be claimed yet.
	Unsettled bool
}

// Work is what one account did.
type Work struct{ Tokens, Audits uint64 }

// parts of a model's shares that trainers and verifiers get.
const trainerShares, verifierShares = 800_000_000, 100_000_000

// Digest is 32 bytes for a name.
func Digest(name string) []byte {
	sum := sha256.Sum256([]byte("digest " + name))
	return sum[:]
}

// Complete adds a completed job with a specification of a name, whose members did work.
func (f *Fixture) Complete(id uint64, name string, work map[string]Work) *Job {
	f.TB.Helper()
	j := &Job{Status: jobtypes.JOB_STATUS_COMPLETED, Spec: Digest(name), Model: Digest(name + " model"), Work: map[string]Work{}}
	for who, w := range work {
		j.Work[string(Address(who))] = w
	}
	f.Done[id] = j
	return j
}

// Job implements types.OutcomeKeeper.
func (j fakeJobs) Job(_ context.Context, id uint64) (jobtypes.Job, error) {
	job := j.f.Done[id]
	if job == nil {
		return jobtypes.Job{}, jobtypes.ErrNoJob.Wrapf("job %d", id)
	}
	out := jobtypes.Job{Id: id, Status: job.Status, SpecDigest: job.Spec}
	if job.Status == jobtypes.JOB_STATUS_COMPLETED {
		out.Result = &spec.ContentID{Digest: job.Model, Size_: 1}
	}
	return out, nil
}

// Part implements types.PartKeeper.
func (j fakeJobs) Part(_ context.Context, id uint64, account sdk.AccAddress) (rewardtypes.Part, error) {
	job := j.f.Done[id]
	switch {
	case job == nil:
		return rewardtypes.Part{}, rewardtypes.ErrModelNotFound
	case job.Unsettled:
		return rewardtypes.Part{}, rewardtypes.ErrNotSettled
	case job.Held == string(account):
		return rewardtypes.Part{}, rewardtypes.ErrHeld
	}
	own := job.Work[string(account)]
	p := rewardtypes.Part{Whole: trainerShares + verifierShares, Tokens: own.Tokens, Audits: own.Audits}
	for _, w := range job.Work { // sums only
		p.AllTokens, p.AllAudits = p.AllTokens+w.Tokens, p.AllAudits+w.Audits
	}
	p.Shares = payout.Share(math.NewInt(trainerShares), own.Tokens, p.AllTokens+job.Burnt).Uint64() +
		payout.Share(math.NewInt(verifierShares), own.Audits, p.AllAudits).Uint64()
	return p, nil
}

// Fund has a sponsor post a bounty in dollars on Ethereum, until some seconds from now.
func (f *Fixture) Fund(spec string, job uint64, amount int64, seconds uint64) []byte {
	f.TB.Helper()
	return f.Eth.Fund(types.Bounty{
		Sponsor: Outsider(9), Token: Dollar.Contract, Amount: math.NewInt(amount), Spec: Digest(spec), Job: job, Deadline: f.Eth.Time + seconds,
	})
}

// Claim has an account claim its part of a bounty for an address of its own on Ethereum.
func (f *Fixture) Claim(who string, bounty []byte, job uint64) (*types.MsgClaimBountyResponse, error) {
	f.TB.Helper()
	return f.ClaimFor(&types.MsgClaimBounty{Sender: f.Text(Address(who)), Bounty: bounty, Job: job, Recipient: Winner(who)})
}

// ClaimFor sends a claim.
func (f *Fixture) ClaimFor(msg *types.MsgClaimBounty) (res *types.MsgClaimBountyResponse, err error) {
	f.TB.Helper()
	err = f.Deliver(func(ctx sdk.Context) error {
		res, err = f.Msgs.ClaimBounty(ctx, msg)
		return err
	})
	return res, err
}

// Winner is the address on Ethereum of an account of a name.
func Winner(who string) []byte {
	return slices.Clone(Address("winner " + who))
}

// Bounty is what the chain knows of a bounty.
func (f *Fixture) Bounty(id []byte) *types.QueryBountyResponse {
	f.TB.Helper()
	res, err := f.Queries.Bounty(f.Ctx, &types.QueryBountyRequest{Id: id})
	f.NoError(err)
	return res
}

// Leaves are the claims of a bounty with their leaves.
func (f *Fixture) Leaves(id []byte) ([]types.BountyClaim, []types.Word) {
	f.TB.Helper()
	res, err := f.Queries.BountyClaims(f.Ctx, &types.QueryBountyClaimsRequest{Bounty: id, Pagination: &query.PageRequest{Limit: types.MaxClaims}})
	f.NoError(err)
	leaves := make([]types.Word, len(res.Claims))
	for i, c := range res.Claims {
		leaves[i] = c.Leaf()
	}
	return res.Claims, leaves
}

// RelaySettlement brings the settlement of a bounty to Ethereum.
func (f *Fixture) RelaySettlement(id []byte) error {
	f.TB.Helper()
	order := f.Order(f.Bounty(id).Bounty.Order)
	return f.Eth.Settle(order.Order, order.Signatures)
}

// Fetch has a winner fetch a claim on Ethereum.
func (f *Fixture) Fetch(id []byte, index int) error {
	f.TB.Helper()
	claims, leaves := f.Leaves(id)
	proof, err := types.SettlementProof(leaves, index)
	f.NoError(err)
	return f.Eth.Fetch(claims[index], proof)
}
