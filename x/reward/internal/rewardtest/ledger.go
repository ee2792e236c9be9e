// SPDX-License-Identifier: Apache-2.0

package rewardtest

import (
	"fmt"

	"cosmossdk.io/math"
	abci "github.com/cometbft/cometbft/abci/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/reward/types"
)

// spot is a place of one job, or of one account.
type spot struct {
	place   types.Place
	job     uint64
	account string
}

// Ledger is what the module's events add up to. Nothing else reaches it: if it
// agrees with state and balances, a user who reads only events can know both.
type Ledger struct {
	money  map[spot]math.Int
	shares map[spot]math.Int
	// Burnt, Community and Minted are sums over all jobs.
	Burnt, Community, Minted math.Int
	// Reasons counts the events by reason.
	Reasons map[types.Reason]int
	// Seen counts the typed events of the module by name.
	Seen map[string]int
}

// NewLedger returns an empty one.
func NewLedger() *Ledger {
	return &Ledger{
		money: map[spot]math.Int{}, shares: map[spot]math.Int{},
		Burnt: math.ZeroInt(), Community: math.ZeroInt(), Minted: math.ZeroInt(),
		Reasons: map[types.Reason]int{}, Seen: map[string]int{},
	}
}

// Add reads events.
func (l *Ledger) Add(events sdk.Events) error {
	for _, e := range events {
		l.Seen[e.Type]++
		switch e.Type {
		case "weft.reward.v1.EventMoved":
			m, err := sdk.ParseTypedEvent(abci.Event(e))
			if err != nil {
				return err
			}
			moved, ok := m.(*types.EventMoved)
			if !ok {
				return fmt.Errorf("%s is a %T", e.Type, m)
			}
			if err := l.addMoney(moved); err != nil {
				return err
			}
		case "weft.reward.v1.EventSharesMoved":
			m, err := sdk.ParseTypedEvent(abci.Event(e))
			if err != nil {
				return err
			}
			moved, ok := m.(*types.EventSharesMoved)
			if !ok {
				return fmt.Errorf("%s is a %T", e.Type, m)
			}
			if err := l.addShares(moved); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *Ledger) addMoney(e *types.EventMoved) error {
	if e.Reason == types.REASON_UNSPECIFIED || e.From == types.PLACE_UNSPECIFIED || e.To == types.PLACE_UNSPECIFIED || e.From == e.To || !e.Amount.IsPositive() {
		return fmt.Errorf("event without meaning: %s", e)
	}
	l.Reasons[e.Reason]++
	add(l.money, at(e.From, e.Job, e.Account), e.Amount.Neg())
	add(l.money, at(e.To, e.Job, e.Account), e.Amount)
	if e.From == types.PLACE_MINT {
		l.Minted = l.Minted.Add(e.Amount)
	}
	if e.To == types.PLACE_BURNT {
		l.Burnt = l.Burnt.Add(e.Amount)
	}
	if e.To == types.PLACE_COMMUNITY {
		l.Community = l.Community.Add(e.Amount)
	}
	return nil
}

func (l *Ledger) addShares(e *types.EventSharesMoved) error {
	if e.Reason == types.REASON_UNSPECIFIED || e.From == e.To || e.Shares == 0 || e.Account == "" {
		return fmt.Errorf("event without meaning: %s", e)
	}
	l.Reasons[e.Reason]++
	n := math.NewIntFromUint64(e.Shares)
	add(l.shares, spot{e.From, e.Job, e.Account}, n.Neg())
	add(l.shares, spot{e.To, e.Job, e.Account}, n)
	return nil
}

// at is where a place's money is kept: an account's wallet is one over all
// jobs, its audit fees are one per job, everything else is the job's.
func at(p types.Place, job uint64, account string) spot {
	switch p {
	case types.PLACE_WALLET:
		return spot{p, 0, account}
	case types.PLACE_AUDITS:
		return spot{p, job, account}
	default:
		return spot{p, job, ""}
	}
}

func add(m map[spot]math.Int, s spot, amount math.Int) {
	if have, ok := m[s]; ok {
		amount = have.Add(amount)
	}
	m[s] = amount
}

func get(m map[spot]math.Int, s spot) math.Int {
	if have, ok := m[s]; ok {
		return have
	}
	return math.ZeroInt()
}

// Wallet is what an account received less what it paid, by events.
func (l *Ledger) Wallet(account string) math.Int {
	return get(l.money, spot{types.PLACE_WALLET, 0, account})
}

// Shares is what an account received of a model less what it gave, by events.
func (l *Ledger) Shares(account string, job uint64) math.Int {
	return get(l.shares, spot{types.PLACE_WALLET, job, account})
}

// Compare refuses a state that the events do not add up to.
func (l *Ledger) Compare(g *types.GenesisState) error {
	for _, e := range g.Escrows {
		for _, c := range []struct {
			place types.Place
			want  math.Int
		}{
			{types.PLACE_FREE, e.Free},
			{types.PLACE_RESERVED, e.Reserved},
			{types.PLACE_OWED, e.Owed},
			{types.PLACE_REFUNDABLE, e.Refundable},
		} {
			if err := agree(get(l.money, spot{c.place, e.Job, ""}), c.want, "job %d, %s", e.Job, c.place); err != nil {
				return err
			}
		}
	}
	for _, f := range g.AuditFees {
		if err := agree(get(l.money, spot{types.PLACE_AUDITS, f.Job, f.Verifier}), f.Amount, "audit fees of %s in job %d", f.Verifier, f.Job); err != nil {
			return err
		}
	}
	for _, m := range g.Models {
		if err := agree(get(l.money, spot{types.PLACE_ROYALTIES, m.Job, ""}), m.Unpaid(), "royalties of job %d", m.Job); err != nil {
			return err
		}
	}
	for _, k := range g.Locks {
		if err := agree(get(l.shares, spot{types.PLACE_LOCKED, k.Job, k.Owner}), math.NewIntFromUint64(k.Shares), "locked by %s in job %d", k.Owner, k.Job); err != nil {
			return err
		}
	}
	unlocking := map[spot]math.Int{}
	for _, u := range g.Unlocks {
		add(unlocking, spot{types.PLACE_UNLOCKING, u.Job, u.Owner}, math.NewIntFromUint64(u.Shares))
	}
	for _, u := range g.Unlocks {
		s := spot{types.PLACE_UNLOCKING, u.Job, u.Owner}
		if err := agree(get(l.shares, s), get(unlocking, s), "unlocking of %s in job %d", u.Owner, u.Job); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		name      string
		got, want math.Int
	}{
		{"minted", l.Minted, g.Totals.Minted},
		{"burnt", l.Burnt, g.Totals.Burnt},
		{"community", l.Community, g.Totals.Community},
	} {
		if err := agree(c.got, c.want, "%s", c.name); err != nil {
			return err
		}
	}
	return nil
}

func agree(events, state math.Int, what string, args ...any) error {
	if events.Equal(state) {
		return nil
	}
	return fmt.Errorf("%s: events make %s, the state says %s", fmt.Sprintf(what, args...), events, state)
}
