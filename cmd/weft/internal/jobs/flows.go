// SPDX-License-Identifier: Apache-2.0

package jobs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/client"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// Flows is the money of a job as the events tell it, added up from its first
// block. It uses nothing of what the queries say.
type Flows struct {
	FromHeight int64 `json:"from_height"`
	Events     int   `json:"events"`
	// Kinds are the sums by reason and direction.
	Kinds []Flow `json:"kinds"`
	// Accounts are what wallets put in and took out.
	Accounts []AccountFlow `json:"accounts"`

	net     map[rewardtypes.Place]math.Int
	byKind  map[kind]math.Int
	wallets map[string]*AccountFlow
}

// Flow is a sum of movements.
type Flow struct {
	Reason string   `json:"reason"`
	From   string   `json:"from"`
	To     string   `json:"to"`
	Amount math.Int `json:"amount_uweft"`
}

// AccountFlow is the sum of one account's movements.
type AccountFlow struct {
	Account string   `json:"account"`
	In      math.Int `json:"in_uweft"`
	Out     math.Int `json:"out_uweft"`
}

type kind struct {
	reason   rewardtypes.Reason
	from, to rewardtypes.Place
}

// errRead ends the reading of blocks.
var errRead = errors.New("read")

// ReadFlows adds up the events of blocks from a height to that of the books,
// and compares. progress is told each height; it may be nil.
func (s *Spend) ReadFlows(ctx context.Context, c *client.Client, from int64, progress func(height, last int64)) error {
	f := &Flows{
		FromHeight: from, net: map[rewardtypes.Place]math.Int{}, byKind: map[kind]math.Int{}, wallets: map[string]*AccountFlow{},
		Kinds: []Flow{}, Accounts: []AccountFlow{},
	}
	err := c.Follow(ctx, from, func(_ context.Context, b client.Block) error {
		for _, e := range client.EventsOf[*rewardtypes.EventMoved](b.Events) {
			f.add(e)
		}
		if progress != nil {
			progress(b.Height, s.Height)
		}
		if b.Height >= s.Height {
			return errRead
		}
		return nil
	}, client.OfJob(s.Job))
	if !errors.Is(err, errRead) {
		return err
	}
	f.list()
	s.Events = f
	return f.compare(&s.Places)
}

func (f *Flows) add(e *rewardtypes.EventMoved) {
	f.Events++
	f.net[e.From] = sum(f.net, e.From).Sub(e.Amount)
	f.net[e.To] = sum(f.net, e.To).Add(e.Amount)
	k := kind{e.Reason, e.From, e.To}
	f.byKind[k] = sum(f.byKind, k).Add(e.Amount)
	if e.From != rewardtypes.PLACE_WALLET && e.To != rewardtypes.PLACE_WALLET {
		return
	}
	a := f.wallets[e.Account]
	if a == nil {
		a = &AccountFlow{e.Account, math.ZeroInt(), math.ZeroInt()}
		f.wallets[e.Account] = a
	}
	if e.From == rewardtypes.PLACE_WALLET {
		a.Out = a.Out.Add(e.Amount)
	} else {
		a.In = a.In.Add(e.Amount)
	}
}

// sum is the sum kept under a key, 0 if there is none.
func sum[K comparable](of map[K]math.Int, key K) math.Int {
	if s, ok := of[key]; ok {
		return s
	}
	return math.ZeroInt()
}

func (f *Flows) list() {
	for k, amount := range f.byKind {
		f.Kinds = append(f.Kinds, Flow{word(k.reason, "REASON_"), word(k.from, "PLACE_"), word(k.to, "PLACE_"), amount})
	}
	slices.SortFunc(f.Kinds, func(a, b Flow) int {
		return strings.Compare(a.Reason+" "+a.From+" "+a.To, b.Reason+" "+b.From+" "+b.To)
	})
	for _, a := range f.wallets {
		f.Accounts = append(f.Accounts, *a)
	}
	slices.SortFunc(f.Accounts, func(a, b AccountFlow) int { return strings.Compare(a.Account, b.Account) })
}

// compare holds the events against the books.
func (f *Flows) compare(p *Places) error {
	paid, audits, refunded, deposited := math.ZeroInt(), math.ZeroInt(), math.ZeroInt(), math.ZeroInt()
	for k, amount := range f.byKind {
		switch k.reason {
		case rewardtypes.REASON_DEPOSIT:
			deposited = deposited.Add(amount)
		case rewardtypes.REASON_PAY:
			paid = paid.Add(amount)
		case rewardtypes.REASON_AUDIT_FEE:
			audits = audits.Add(amount)
		case rewardtypes.REASON_REFUND:
			refunded = refunded.Add(amount)
		default:
		}
	}
	for _, s := range []struct {
		name         string
		events, book math.Int
	}{
		{"deposited", deposited, p.Deposited},
		{"free", sum(f.net, rewardtypes.PLACE_FREE), p.Free},
		{"reserved", sum(f.net, rewardtypes.PLACE_RESERVED), p.Reserved},
		{"owed", sum(f.net, rewardtypes.PLACE_OWED), p.Owed},
		{"refundable", sum(f.net, rewardtypes.PLACE_REFUNDABLE), p.Refundable},
		{"paid", paid, p.Paid},
		{"audits", audits, p.Audits},
		{"refunded", refunded, p.Refunded},
	} {
		if !s.events.Equal(s.book) {
			return fmt.Errorf("%w: %s is %s uweft by events, %s by the escrow", ErrBooks, s.name, s.events, s.book)
		}
	}
	return nil
}
