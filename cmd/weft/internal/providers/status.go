// SPDX-License-Identifier: Apache-2.0

package providers

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/types/query"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/dustin/go-humanize/english"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Status is a provider with every condition of its work.
type Status struct {
	Operator string `json:"operator"`
	Moniker  string `json:"moniker,omitempty"`
	// Active: registered, bonded enough, not jailed.
	Active  bool           `json:"active"`
	Wallet  math.Int       `json:"wallet_uweft"`
	Stake   *Stake         `json:"stake,omitempty"`
	Checks  []screen.Check `json:"checks"`
	Slots   []Slot         `json:"slots"`
	Locks   []Lock         `json:"locks"`
	Leaving []Unbonding    `json:"unbondings"`
}

// Stake is the money at risk.
type Stake struct {
	Bonded    math.Int `json:"bonded_uweft"`
	Locked    math.Int `json:"locked_uweft"`
	Free      math.Int `json:"free_uweft"`
	Unbonding math.Int `json:"unbonding_uweft"`
}

// Slot is a seat that the provider holds, and how its latest round stands.
type Slot struct {
	Job        uint64 `json:"job"`
	Slot       uint32 `json:"slot"`
	JobStatus  string `json:"job_status"`
	FirstRound uint64 `json:"first_round"`
	LastCommit uint64 `json:"last_commit"`
	// Round is the job's latest round, Phase its phase, Unit what became of the
	// provider's unit in it: "missing" while there is none.
	Round    uint64 `json:"round"`
	Phase    string `json:"phase,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Deadline int64  `json:"deadline_height"`
	// Earning says in words whether this slot earns now.
	Earning string `json:"earning"`
}

// Lock is a part of the bond that backs a duty.
type Lock struct {
	Ref    string   `json:"ref"`
	Amount math.Int `json:"amount_uweft"`
}

// Unbonding is stake on its way out.
type Unbonding struct {
	ID       uint64   `json:"id"`
	Amount   math.Int `json:"amount_uweft"`
	Complete int64    `json:"completion_height"`
}

// Read reads the status of an account, provider or not.
func Read(ctx context.Context, c *client.Client, operator string) (*Status, error) {
	s := &Status{Operator: operator, Checks: []screen.Check{}, Slots: []Slot{}, Locks: []Lock{}, Leaving: []Unbonding{}}
	balance, err := c.Bank().Balance(ctx, &banktypes.QueryBalanceRequest{Address: operator, Denom: money.Denom})
	if err != nil {
		return nil, err
	}
	s.Wallet = balance.Balance.Amount
	res, err := c.Stake().Provider(ctx, &staketypes.QueryProviderRequest{Operator: operator})
	stranger := errors.Is(err, client.ErrNotFound) || errors.Is(err, staketypes.ErrNotProvider)
	if err != nil && !stranger {
		return nil, err
	}
	if !stranger {
		p := &res.Provider.Stake
		s.Stake = &Stake{p.Bonded, p.Locked, p.Bonded.Sub(p.Locked), p.Unbonding}
	}
	if err := s.readChecks(ctx, c); err != nil || stranger {
		return s, err
	}
	p := &res.Provider
	for i := range s.Checks {
		if s.Checks[i].Name == "addresses" {
			homeOnly(&s.Checks[i], p.Profile.Addresses)
		}
	}
	s.Moniker, s.Active = p.Profile.Moniker, res.Active
	if err := s.readStake(ctx, c); err != nil {
		return nil, err
	}
	if err := s.checkHotKeys(ctx, c, p.Profile.HotKeys); err != nil {
		return nil, err
	}
	if err := s.checkAudits(ctx, c); err != nil {
		return nil, err
	}
	return s, s.readSlots(ctx, c)
}

// readChecks takes the chain's checklist, with this program's commands as the
// next acts, and adds what only a client can see.
func (s *Status) readChecks(ctx context.Context, c *client.Client) error {
	wallet := screen.Check{
		Name: "wallet", Pass: s.Wallet.IsPositive(), Required: true,
		Detail: money.Format(s.Wallet) + " to bond and for fees",
	}
	if !wallet.Pass {
		wallet.Fix = "have somebody send WEFT to " + s.Operator
	}
	list, err := c.Stake().Checklist(ctx, &staketypes.QueryChecklistRequest{Operator: s.Operator})
	if err != nil {
		return err
	}
	params, err := c.Stake().Params(ctx, &staketypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	s.Checks = append(s.Checks, wallet)
	for _, cond := range list.Conditions {
		if s.Stake == nil && cond.Name != "registered" {
			continue // all else comes after it
		}
		check := screen.Check{Name: strings.ReplaceAll(cond.Name, "_", " "), Pass: cond.Met, Required: cond.Required, Detail: cond.Detail}
		switch cond.Name {
		case "bonded":
			check.Detail = fmt.Sprintf("%s of at least %s", money.Format(s.Stake.Bonded), money.Format(params.Params.MinBond))
		case "free_stake":
			check.Detail = fmt.Sprintf("%s free, %s locked: new duties lock free stake", money.Format(s.Stake.Free), money.Format(s.Stake.Locked))
		}
		if !cond.Met {
			check.Fix = s.fix(&cond, params.Params.MinBond)
		}
		s.Checks = append(s.Checks, check)
	}
	return nil
}

// fix is the command that mends a condition. The chain's own words name
// commands of weftd.
func (s *Status) fix(cond *staketypes.Condition, minBond math.Int) string {
	switch cond.Name {
	case "registered":
		return "weft provider register --moniker NAME --bond " + money.Typed(minBond)
	case "bonded":
		return "weft provider bond " + money.Typed(minBond.Sub(s.Stake.Bonded))
	case "not_jailed":
		if wait, _, ok := strings.Cut(cond.Fix, ", then"); ok {
			return wait + ", then weft provider unjail"
		}
		return "weft provider unjail"
	case "free_stake":
		return "weft provider bond " + money.Typed(minBond) + ", or wait until duties end"
	case "vrf_key":
		return "weft verify makes one and has the record name it"
	case "peer_id":
		return "weft provider update --peer-id ...; weft train and weft verify do it"
	case "addresses":
		return "weft provider update --address /dns4/..., once for each"
	case "defence_keys":
		return "weft provider update --defence-key weft1..."
	default:
		return cond.Fix
	}
}

func (s *Status) readStake(ctx context.Context, c *client.Client) error {
	locks := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]staketypes.Lock, *query.PageResponse, error) {
		res, err := c.Stake().Locks(ctx, &staketypes.QueryLocksRequest{Operator: s.Operator, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Locks, res.Pagination, nil
	})
	for l, err := range locks {
		if err != nil {
			return err
		}
		s.Locks = append(s.Locks, Lock{l.Ref, l.Amount})
	}
	leaving := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]staketypes.Unbonding, *query.PageResponse, error) {
		res, err := c.Stake().Unbondings(ctx, &staketypes.QueryUnbondingsRequest{Operator: s.Operator, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Unbondings, res.Pagination, nil
	})
	for u, err := range leaving {
		if err != nil {
			return err
		}
		s.Leaving = append(s.Leaving, Unbonding{u.Id, u.Amount, u.CompletionHeight})
	}
	return nil
}

func (s *Status) readSlots(ctx context.Context, c *client.Client) error {
	held := client.Pages(ctx, func(ctx context.Context, page *query.PageRequest) ([]jobtypes.Slot, *query.PageResponse, error) {
		res, err := c.Job().SlotsOf(ctx, &jobtypes.QuerySlotsOfRequest{Operator: s.Operator, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Slots, res.Pagination, nil
	})
	for slot, err := range held {
		if err != nil {
			return err
		}
		v, err := readSlot(ctx, c, &slot)
		if err != nil {
			return err
		}
		s.Slots = append(s.Slots, v)
	}
	works := screen.Check{Name: "holds a slot", Pass: len(s.Slots) > 0, Detail: english.Plural(len(s.Slots), "slot", "")}
	if !works.Pass {
		works.Fix = "weft train takes slots of open jobs; weft job list --status enrolling"
	}
	s.Checks = append(s.Checks, works)
	for _, slot := range s.Slots {
		if slot.JobStatus == "running" && slot.Phase == "training" && slot.Unit == "missing" {
			s.Checks = append(s.Checks, screen.Check{
				Name: fmt.Sprintf("job %d slot %d", slot.Job, slot.Slot), Detail: slot.Earning,
				Fix: "check that weft train runs and keeps up",
			})
		}
	}
	return nil
}

func readSlot(ctx context.Context, c *client.Client, slot *jobtypes.Slot) (Slot, error) {
	v := Slot{Job: slot.Job, Slot: slot.Index, FirstRound: slot.FirstRound, LastCommit: slot.LastCommit}
	j, round, err := jobs.Read(ctx, c, slot.Job)
	if err != nil {
		return v, err
	}
	v.JobStatus = j.Status
	if round == nil || round.Round < slot.FirstRound {
		v.Earning = "not yet: takes part from round " + fmt.Sprint(slot.FirstRound) + "; job is " + j.Why()
		return v, nil
	}
	v.Round, v.Phase, v.Deadline, v.Unit = round.Round, round.Phase, round.Deadline, "missing"
	units, err := jobs.Units(ctx, c, slot.Job, round.Round)
	if err != nil {
		return v, err
	}
	for _, u := range units {
		if u.Slot == slot.Index {
			v.Unit = u.Status
		}
	}
	switch {
	case j.State == jobtypes.JOB_STATUS_PAUSED:
		v.Earning = "not now: job is " + j.Why()
	case v.Unit == "missing" && round.State == jobtypes.ROUND_PHASE_TRAINING:
		v.Earning = fmt.Sprintf("not yet: nothing committed in round %d, %d blocks left", round.Round, max(round.Deadline-c.Height(), 0))
	case v.Unit == "missing":
		v.Earning = fmt.Sprintf("no: round %d was missed", round.Round)
	case v.Unit == "excluded" || v.Unit == "void" || v.Unit == "false" || v.Unit == "retracted" || v.Unit == "confessed":
		v.Earning = fmt.Sprintf("no: the unit of round %d is %s", round.Round, v.Unit)
	default:
		v.Earning = fmt.Sprintf("yes: the unit of round %d is %s", round.Round, v.Unit)
	}
	return v, nil
}
