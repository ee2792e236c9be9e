// SPDX-License-Identifier: Apache-2.0

package models

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/query"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Denom is how the denominations of shares begin; the number of the job follows.
const Denom = "weft/model/"

// Model is the model of a completed job, and its owners' parts.
type Model struct {
	Job   uint64 `json:"job"`
	Title string `json:"title"`
	// Model is the content id of the exported folder, Denom names its shares.
	Model      string `json:"model"`
	Denom      string `json:"denom"`
	Parameters uint64 `json:"parameters"`
	Submitter  string `json:"submitter"`
	// The parts of a billion shares, and how many were claimed.
	TrainerShares   uint64 `json:"trainer_shares"`
	VerifierShares  uint64 `json:"verifier_shares"`
	SubmitterShares uint64 `json:"submitter_shares"`
	Issued          uint64 `json:"issued_shares"`
	Locked          uint64 `json:"locked_shares"`
	// Claimable: shares can be claimed. SettleHeight is when everything vests.
	Claimable    bool  `json:"claimable"`
	SettleHeight int64 `json:"settle_height"`
	// Royalties were paid by those who use the model; Waiting are not spread yet.
	Received math.Int `json:"royalties_uweft"`
	Claimed  math.Int `json:"royalties_claimed_uweft"`
	Waiting  math.Int `json:"royalties_waiting_uweft"`
}

// Read reads the model of a job.
func Read(ctx context.Context, c *client.Client, job uint64) (*Model, error) {
	j, _, err := jobs.Read(ctx, c, job)
	if err != nil {
		return nil, err
	}
	return read(ctx, c, j)
}

func read(ctx context.Context, c *client.Client, j *jobs.Job) (*Model, error) {
	res, err := c.Reward().Model(ctx, &rewardtypes.QueryModelRequest{Job: j.Job})
	if err != nil {
		return nil, err
	}
	m := &res.Model
	return &Model{
		Job: j.Job, Title: j.Title, Model: j.Model, Denom: res.Denom, Parameters: j.Spec.Params(), Submitter: j.Submitter,
		TrainerShares: res.TrainerShares, VerifierShares: res.VerifierShares, SubmitterShares: res.SubmitterShares,
		Issued: m.Issued, Locked: m.Locked, Claimable: res.Claimable, SettleHeight: res.SettleHeight,
		Received: m.Received, Claimed: m.Claimed, Waiting: m.Waiting,
	}, nil
}

// List returns the newest models, newest first.
func List(ctx context.Context, c *client.Client, limit uint64) ([]*Model, error) {
	completed, err := jobs.List(ctx, c, jobs.Selection{Status: jobtypes.JOB_STATUS_COMPLETED, Limit: limit})
	if err != nil {
		return nil, err
	}
	var out []*Model
	for _, j := range completed {
		m, err := read(ctx, c, j)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// Holding is what an account has of one model.
type Holding struct {
	Account string `json:"account"`
	Job     uint64 `json:"job"`
	// Claimable shares are not minted yet, Wallet ones earn nothing, Locked ones
	// earn royalties, Unlocking ones are on their way back.
	Claimable uint64   `json:"claimable_shares"`
	Wallet    math.Int `json:"wallet_shares"`
	Locked    uint64   `json:"locked_shares"`
	Unlocking []Unlock `json:"unlocking"`
	Royalties math.Int `json:"claimable_royalties_uweft"`
}

// Unlock is shares on their way back.
type Unlock struct {
	Shares uint64 `json:"shares"`
	Height int64  `json:"height"`
}

// Holdings returns what an account has of all models, by job.
func Holdings(ctx context.Context, c *client.Client, account string) ([]*Holding, error) {
	of := map[uint64]*Holding{}
	in := func(job uint64) *Holding {
		if of[job] == nil {
			of[job] = &Holding{Account: account, Job: job, Wallet: math.ZeroInt(), Royalties: math.ZeroInt(), Unlocking: []Unlock{}}
		}
		return of[job]
	}
	for _, read := range []func(context.Context, *client.Client, string, func(uint64) *Holding) error{readWallet, readLocks, readClaimable} {
		if err := read(ctx, c, account, in); err != nil {
			return nil, err
		}
	}
	var out []*Holding
	for _, h := range of {
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b *Holding) int { return int(a.Job) - int(b.Job) })
	return out, nil
}

func readWallet(ctx context.Context, c *client.Client, account string, in func(uint64) *Holding) error {
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]balance, *query.PageResponse, error) {
		res, err := c.Bank().AllBalances(ctx, &banktypes.QueryAllBalancesRequest{Address: account, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		var out []balance
		for _, coin := range res.Balances {
			out = append(out, balance{coin.Denom, coin.Amount})
		}
		return out, res.Pagination, nil
	})
	for b, err := range pages {
		if err != nil {
			return err
		}
		number, ok := strings.CutPrefix(b.denom, Denom)
		if job, err := strconv.ParseUint(number, 10, 64); ok && err == nil {
			in(job).Wallet = b.amount
		}
	}
	return nil
}

type balance struct {
	denom  string
	amount math.Int
}

func readLocks(ctx context.Context, c *client.Client, account string, in func(uint64) *Holding) error {
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]rewardtypes.LockView, *query.PageResponse, error) {
		res, err := c.Reward().Royalties(ctx, &rewardtypes.QueryRoyaltiesRequest{Account: account, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Locks, res.Pagination, nil
	})
	for l, err := range pages {
		if err != nil {
			return err
		}
		h := in(l.Lock.Job)
		h.Locked, h.Royalties = l.Lock.Shares, l.Claimable
		for _, u := range l.Unlocking {
			h.Unlocking = append(h.Unlocking, Unlock{u.Shares, u.Height})
		}
	}
	return nil
}

func readClaimable(ctx context.Context, c *client.Client, account string, in func(uint64) *Holding) error {
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]rewardtypes.JobEarnings, *query.PageResponse, error) {
		res, err := c.Reward().Earnings(ctx, &rewardtypes.QueryEarningsRequest{Account: account, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Jobs, res.Pagination, nil
	})
	for e, err := range pages {
		if err != nil {
			return err
		}
		if e.ClaimableShares > 0 {
			in(e.Job).Claimable = e.ClaimableShares
		}
	}
	return nil
}
