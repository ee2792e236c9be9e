// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"

	"github.com/weft-network/weft/cmd/weft/internal/screen"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// Status is where both sides stand.
type Status struct {
	Chain    string `json:"chain_id"`
	EthChain uint64 `json:"ethereum_chain_id"`
	Contract string `json:"contract"`
	Escrow   string `json:"escrow"`
	Enabled  bool   `json:"enabled"`
	Halted   string `json:"halted,omitempty"`
	// Events that the contract emitted up to its latest and its latest final block,
	// and those that the chain executed.
	Events         uint64 `json:"contract_events"`
	FinalEvents    uint64 `json:"final_events"`
	ExecutedEvents uint64 `json:"executed_events"`
	// The latest final block, and the time up to which the chain has executed.
	FinalBlock uint64 `json:"final_block"`
	EthTime    uint64 `json:"ethereum_time"`
	// Sets of the contract, as the chain believes it, and the latest made.
	Set         uint64 `json:"contract_set"`
	ChainSet    uint64 `json:"chain_set"`
	LatestSet   uint64 `json:"latest_set"`
	SetAge      uint64 `json:"set_age_seconds"`
	MaxSetAge   uint64 `json:"max_set_age_seconds"`
	MaxRotation uint64 `json:"max_rotation_age_seconds"`
	PausedUntil uint64 `json:"paused_until"`

	Tokens   []TokenStatus  `json:"tokens"`
	Orders   []OrderStatus  `json:"orders"`
	Checks   []screen.Check `json:"checks"`
	Waiting  int            `json:"pending_withdrawals"`
	Delayed  int            `json:"delayed_deposits"`
	Bounties int            `json:"bounties"`
}

// TokenStatus is a token on both sides, in its smallest units.
type TokenStatus struct {
	Token   string `json:"token"`
	Address string `json:"address"`
	Denom   string `json:"denom"`
	// Outside is what Ethereum has by the chain's ledger, Held what the contracts
	// say: minted, or held by the bridge.
	Outside string `json:"outside"`
	Held    string `json:"held"`
	Pending string `json:"pending"`
	Delayed string `json:"delayed"`
	// Left of the caps: of the chain's window in and out, and of the contract's day.
	InLeft  string `json:"in_left"`
	OutLeft string `json:"out_left"`
	DayLeft string `json:"day_left"`
	Listed  bool   `json:"listed"`

	token Token
}

// Format writes an amount of it.
func (t *TokenStatus) Format(units string) string {
	n, _ := new(big.Int).SetString(units, 10)
	return t.token.Format(n)
}

// OrderStatus is something that is being signed.
type OrderStatus struct {
	Order      uint64 `json:"order"`
	Kind       string `json:"kind"`
	Set        uint64 `json:"set"`
	Signatures int    `json:"signatures"`
	// Power that signed, in parts of 10000 of the set's.
	Power  uint64 `json:"signed_power_parts"`
	Enough bool   `json:"enough"`
}

// Look reads where both sides stand.
func (b *Bridge) Look(ctx context.Context) (*Status, error) {
	state, err := b.State(ctx)
	if err != nil {
		return nil, err
	}
	c, err := b.contract(ctx)
	if err != nil {
		return nil, err
	}
	final, err := b.Finalized(ctx)
	if err != nil {
		return nil, err
	}
	s := &Status{
		Chain: b.Chain.ChainID(), EthChain: b.ID.Uint64(), Contract: b.Address.Hex(), Escrow: b.Escrow.Hex(),
		Enabled: b.Params.Enabled, Halted: state.Halted, Events: c.Events, ExecutedEvents: state.Nonce, FinalBlock: final.Number.Uint64(), EthTime: state.EthTime,
		Set: c.Set, ChainSet: state.Set, LatestSet: state.LatestSet, SetAge: c.age(), MaxSetAge: c.MaxSetAge, MaxRotation: c.MaxRotationAge,
		PausedUntil: c.PausedUntil,
	}
	// Before the contract was there, nothing answers.
	if answer, err := b.Node.CallContract(ctx, ethereum.CallMsg{To: &b.Address, Data: contract.PackEventNonce()}, finalized); err == nil && len(answer) > 0 {
		if s.FinalEvents, err = contract.UnpackEventNonce(answer); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMismatch, err)
		}
	}
	if err := b.lookAtTokens(ctx, s, c.Now); err != nil {
		return nil, err
	}
	if err := b.lookAtOrders(ctx, s); err != nil {
		return nil, err
	}
	for _, err := range Withdrawals(ctx, b.Chain, "") {
		if err != nil {
			return nil, err
		}
		s.Waiting++
	}
	delayed, err := b.delayed(ctx)
	if err != nil {
		return nil, err
	}
	s.Delayed = len(delayed)
	for _, err := range Bounties(ctx, b.Chain) {
		if err != nil {
			return nil, err
		}
		s.Bounties++
	}
	s.judge(c)
	return s, nil
}

func (b *Bridge) lookAtTokens(ctx context.Context, s *Status, now uint64) error {
	tokens, err := Tokens(ctx, b.Chain, b)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		asset, err := ask(ctx, b, b.Address, contract.PackAsset(t.Address), contract.UnpackAsset)
		if err != nil {
			return err
		}
		held, err := b.held(ctx, t)
		if err != nil {
			return err
		}
		const day = 86_400
		dayCap, spent := asset.DayCap, asset.Spent
		if asset.NextFrom > 0 && now >= asset.NextFrom {
			dayCap = asset.NextCap
		}
		if uint64(asset.Day) != now/day {
			spent = new(big.Int)
		}
		l := t.Ledger
		inUsed, outUsed := l.InUsed.BigInt(), l.OutUsed.BigInt()
		if l.Window != uint64(b.Chain.Height())/b.Params.WindowBlocks {
			inUsed, outUsed = new(big.Int), new(big.Int)
		}
		s.Tokens = append(s.Tokens, TokenStatus{
			Token: t.Name(), Address: t.Address.Hex(), Denom: t.Denom, Outside: l.Outside.String(), Held: held.String(), Pending: l.Pending.String(),
			Delayed: l.Delayed.String(), InLeft: rest(t.Caps.InCap.BigInt(), inUsed), OutLeft: rest(t.Caps.OutCap.BigInt(), outUsed),
			DayLeft: rest(dayCap, spent), Listed: asset.Kind != uint8(bridgetypes.TOKEN_KIND_UNSPECIFIED), token: t,
		})
	}
	return nil
}

// held is what Ethereum has of a token: of the chain's coin what was minted, of
// another what the bridge holds.
func (b *Bridge) held(ctx context.Context, t Token) (*big.Int, error) {
	if t.Native {
		return ask(ctx, b, t.Address, erc20.PackTotalSupply(), erc20.UnpackTotalSupply)
	}
	return ask(ctx, b, t.Address, erc20.PackBalanceOf(b.Address), erc20.UnpackBalanceOf)
}

func rest(limit, used *big.Int) string {
	left := new(big.Int).Sub(limit, used)
	if left.Sign() < 0 {
		left.SetInt64(0)
	}
	return left.String()
}

func (b *Bridge) lookAtOrders(ctx context.Context, s *Status) error {
	orders, err := b.orders(ctx)
	if err != nil {
		return err
	}
	for _, o := range orders {
		res, err := b.Chain.Bridge().Order(ctx, &bridgetypes.QueryOrderRequest{Id: o.Id})
		if err != nil {
			return err
		}
		line := OrderStatus{Order: o.Id, Kind: Kind(o.Kind), Set: res.Set, Signatures: len(res.Signatures), Enough: res.Enough}
		if set, _, err := b.set(ctx, res.Set); err == nil {
			var who []uint32
			for _, sig := range res.Signatures {
				who = append(who, sig.Member)
			}
			line.Power = bridgetypes.PowerOf(set.Members, who) * bridgetypes.BasisPoints / max(1, bridgetypes.Sum(set.Members))
		}
		s.Orders = append(s.Orders, line)
	}
	return nil
}

// judge says what is well, and what somebody should do.
func (s *Status) judge(c *contractState) {
	add := func(ok bool, subject, text, next string) {
		check := screen.Check{Name: subject, Pass: ok, Required: true, Detail: text}
		if !ok {
			check.Fix = next
		}
		s.Checks = append(s.Checks, check)
	}
	add(s.Enabled, "enabled", word(s.Enabled, "governance let the bridge work", "the bridge is off"), "only governance turns it on")
	add(s.Halted == "", "halt", word(s.Halted == "", "the bridge is not halted", "halted: "+s.Halted), "only governance resumes it, once the cause is known")
	paused := c.Now < c.PausedUntil
	add(!paused, "pause", word(!paused, "the guardian has not paused the contract",
		"paused until "+time.Unix(int64(c.PausedUntil), 0).UTC().Format(time.RFC3339)), "wait; sets can be relayed meanwhile")
	age := fmt.Sprintf("the contract's set is %s old, of at most %s", screen.Duration(time.Duration(s.SetAge)*time.Second), screen.Duration(time.Duration(s.MaxSetAge)*time.Second))
	const warn = 2 // half of the time: the chain makes sets more often than that
	add(s.SetAge <= s.MaxSetAge/warn, "set", age, "relay a newer set, before nothing passes any more: weft eth relay --once")
	ahead := s.FinalEvents <= s.ExecutedEvents
	add(ahead, "events", fmt.Sprintf("%d emitted, %d final, %d executed on the chain", s.Events, s.FinalEvents, s.ExecutedEvents),
		"wait a minute; if it stays, too few validators follow Ethereum")
	for i := range s.Tokens {
		t := &s.Tokens[i]
		outside, _ := new(big.Int).SetString(t.Outside, 10)
		held, _ := new(big.Int).SetString(t.Held, 10)
		// What was deposited and is not executed here yet is on Ethereum already: locked
		// more, or burned. Only events on their way explain a difference.
		same := held.Cmp(outside) == 0 || s.Events != s.ExecutedEvents
		if !t.token.Native && held.Cmp(outside) > 0 {
			same = true // anybody can send a token to the contract
		}
		add(same, "supply of "+t.Token, fmt.Sprintf("%s outside, %s on Ethereum", t.Format(t.Outside), t.Format(t.Held)),
			"do not use the bridge, and tell the validators")
		add(t.Listed, "listing of "+t.Token, word(t.Listed, "the contract knows it", "the contract does not know it yet"), "relay the listing: weft eth relay --once")
	}
}

func word(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}
