// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cosmossdk.io/math"
	grpctypes "github.com/cosmos/cosmos-sdk/types/grpc"
	"github.com/cosmos/cosmos-sdk/types/query"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/weft-network/weft/chain/client"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// ErrBooks is returned when sums that must agree do not.
var ErrBooks = errors.New("the books do not agree")

// Places is where the money of a job is. Deposited is the sum of the others
// but Pending, which is a part of Reserved.
type Places struct {
	Deposited math.Int `json:"deposited_uweft"`
	// Free can pay the next rounds, Reserved is set aside for open ones, Owed is
	// earned and not claimed yet, Refundable waits for depositors.
	Free       math.Int `json:"free_uweft"`
	Reserved   math.Int `json:"reserved_uweft"`
	Pending    math.Int `json:"pending_uweft"`
	Owed       math.Int `json:"owed_uweft"`
	Refundable math.Int `json:"refundable_uweft"`
	// Paid went to trainers, Audits to verifiers, both before the fee; Refunded
	// went back to depositors.
	Paid     math.Int `json:"paid_uweft"`
	Audits   math.Int `json:"audits_uweft"`
	Refunded math.Int `json:"refunded_uweft"`
}

func placesOf(e *rewardtypes.Escrow) *Places {
	return &Places{
		Deposited: e.Deposited, Free: e.Free, Reserved: e.Reserved, Pending: e.Pending, Owed: e.Owed, Refundable: e.Refundable,
		Paid: e.Paid, Audits: e.Audited, Refunded: e.Refunded,
	}
}

// check holds the sum of the places against what was put in.
func (p *Places) check() error {
	sum := p.Free.Add(p.Reserved).Add(p.Owed).Add(p.Refundable).Add(p.Paid).Add(p.Audits).Add(p.Refunded)
	if !sum.Equal(p.Deposited) {
		return fmt.Errorf("%w: %s uweft deposited, %s uweft in all places", ErrBooks, p.Deposited, sum)
	}
	return nil
}

// Spend is where every uweft of a job's bounty is, at one height.
type Spend struct {
	Job    uint64 `json:"job"`
	Height int64  `json:"height"`
	Places
	Deposits  []Deposit  `json:"deposits"`
	Operators []Operator `json:"operators"`
	// Events is the same from the events of the chain, where it was asked for.
	Events *Flows `json:"events,omitempty"`
}

// Deposit is what one account put in.
type Deposit struct {
	Account   string   `json:"account"`
	Deposited math.Int `json:"deposited_uweft"`
	Refunded  math.Int `json:"refunded_uweft"`
	Claimable math.Int `json:"claimable_uweft"`
}

// Operator is what one trainer earned, before the fee. Earned is the sum of the
// amounts below it.
type Operator struct {
	Operator string   `json:"operator"`
	Units    int      `json:"units"`
	Earned   math.Int `json:"earned_uweft"`
	// Pending is of units that are not final, Vesting of final ones, Held waits
	// for an open game or request.
	Pending   math.Int `json:"pending_uweft"`
	Vesting   math.Int `json:"vesting_uweft"`
	Held      math.Int `json:"held_uweft"`
	Claimable math.Int `json:"claimable_uweft"`
	Paid      math.Int `json:"paid_uweft"`
}

// ReadSpend reads the books of a job, all at one height, and adds them up.
func ReadSpend(ctx context.Context, c *client.Client, job uint64) (*Spend, error) {
	var header metadata.MD
	res, err := c.Reward().Escrow(ctx, &rewardtypes.QueryEscrowRequest{Job: job}, grpc.Header(&header))
	if err != nil {
		return nil, err
	}
	s := &Spend{Job: job, Places: *placesOf(&res.Escrow), Deposits: []Deposit{}, Operators: []Operator{}}
	if s.Height, err = heightOf(header); err != nil {
		return nil, err
	}
	ctx = client.AtHeight(ctx, s.Height)
	if err := s.readDeposits(ctx, c); err != nil {
		return nil, err
	}
	if err := s.readGrants(ctx, c); err != nil {
		return nil, err
	}
	return s, s.check()
}

func heightOf(header metadata.MD) (int64, error) {
	values := header.Get(grpctypes.GRPCBlockHeightHeader)
	if len(values) == 0 {
		return 0, fmt.Errorf("%w: an answer without a height", client.ErrDecode)
	}
	return strconv.ParseInt(values[0], 10, 64)
}

func (s *Spend) readDeposits(ctx context.Context, c *client.Client) error {
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]rewardtypes.DepositView, *query.PageResponse, error) {
		res, err := c.Reward().Deposits(ctx, &rewardtypes.QueryDepositsRequest{Job: s.Job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Deposits, res.Pagination, nil
	})
	for d, err := range pages {
		if err != nil {
			return err
		}
		s.Deposits = append(s.Deposits, Deposit{d.Deposit.Depositor, d.Deposit.Amount, d.Deposit.Refunded, d.Claimable})
	}
	return nil
}

// readGrants reads what each operator's units earned. The chain forgets units
// that were paid in full once their job has settled; then the rounds tell whose
// they were.
func (s *Spend) readGrants(ctx context.Context, c *client.Client) error {
	of := operators{}
	pages := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]rewardtypes.GrantView, *query.PageResponse, error) {
		res, err := c.Reward().Grants(ctx, &rewardtypes.QueryGrantsRequest{Job: s.Job, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Grants, res.Pagination, nil
	})
	for g, err := range pages {
		if err != nil {
			return err
		}
		of.named(g.Grant.Operator).add(&g)
	}
	paid, err := of.readPaid(ctx, c, s.Job)
	if err == nil && !paid.Equal(s.Paid) {
		if err = of.readUnits(ctx, c, s.Job); err == nil {
			_, err = of.readPaid(ctx, c, s.Job)
		}
	}
	for _, o := range of {
		o.Earned = o.Pending.Add(o.Vesting).Add(o.Held).Add(o.Claimable).Add(o.Paid)
		s.Operators = append(s.Operators, *o)
	}
	slices.SortFunc(s.Operators, func(a, b Operator) int { return strings.Compare(a.Operator, b.Operator) })
	return err
}

// operators are by address.
type operators map[string]*Operator

func (of operators) named(address string) *Operator {
	if of[address] == nil {
		zero := math.ZeroInt()
		of[address] = &Operator{Operator: address, Pending: zero, Vesting: zero, Held: zero, Claimable: zero, Paid: zero}
	}
	return of[address]
}

func (o *Operator) add(g *rewardtypes.GrantView) {
	o.Units++
	unpaid := g.Grant.Amount.Sub(g.Grant.Paid)
	if !g.Final {
		o.Pending = o.Pending.Add(unpaid)
		return
	}
	o.Vesting, o.Claimable = o.Vesting.Add(g.Vesting), o.Claimable.Add(g.Claimable)
	o.Held = o.Held.Add(unpaid.Sub(g.Vesting).Sub(g.Claimable))
}

// readPaid reads what each operator was paid and returns the sum.
func (of operators) readPaid(ctx context.Context, c *client.Client, job uint64) (math.Int, error) {
	sum := math.ZeroInt()
	for _, o := range of {
		res, err := c.Reward().Earnings(ctx, &rewardtypes.QueryEarningsRequest{Account: o.Operator, Job: job})
		if err != nil {
			return sum, err
		}
		for _, e := range res.Jobs {
			o.Paid = e.Received.Pay
			sum = sum.Add(o.Paid)
		}
	}
	return sum, nil
}

// readUnits counts the units of all rounds anew.
func (of operators) readUnits(ctx context.Context, c *client.Client, job uint64) error {
	for _, o := range of {
		o.Units = 0
	}
	rounds, err := Rounds(ctx, c, job, 1)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		units, err := Units(ctx, c, job, r.Round)
		if err != nil {
			return err
		}
		for _, u := range units {
			if o := of.named(u.Operator); u.Status == "committed" || u.Status == "included" || u.Status == "final" {
				o.Units++
			}
		}
	}
	return nil
}

// check holds the parts against the whole.
func (s *Spend) check() error {
	if err := s.Places.check(); err != nil {
		return err
	}
	deposited, refunded := math.ZeroInt(), math.ZeroInt()
	for _, d := range s.Deposits {
		deposited, refunded = deposited.Add(d.Deposited), refunded.Add(d.Refunded)
	}
	pending, owed, paid := math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	for _, o := range s.Operators {
		pending, owed, paid = pending.Add(o.Pending), owed.Add(o.Vesting).Add(o.Held).Add(o.Claimable), paid.Add(o.Paid)
	}
	for _, sum := range []struct {
		name      string
		part, all math.Int
	}{
		{"deposits", deposited, s.Deposited},
		{"refunds", refunded, s.Refunded},
		{"pending pay", pending, s.Pending},
		{"owed pay", owed, s.Owed},
		{"paid pay", paid, s.Paid},
	} {
		if !sum.part.Equal(sum.all) {
			return fmt.Errorf("%w: %s add up to %s uweft, the escrow says %s", ErrBooks, sum.name, sum.part, sum.all)
		}
	}
	return nil
}
