// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"errors"
	"fmt"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/stake/internal/staketest"
	"github.com/weft-network/weft/x/stake/types"
)

const (
	accounts = 4
	funds    = 6_000
)

// machine drives the module and the model side by side.
type machine struct {
	f       *staketest.Fixture
	m       *model
	address [accounts]sdk.AccAddress
	burnt   int64 // as the events say
}

func newMachine(t *rapid.T) *machine {
	s := &machine{f: staketest.New(t), m: &model{params: staketest.Params(), height: 1, nextID: 1}}
	for i := range s.address {
		s.address[i] = staketest.Address(fmt.Sprint("account ", i))
		s.f.Fund(s.address[i], funds)
		s.m.wallet[i] = funds
	}
	return s
}

// deliver runs a transaction and wants the error that the model gives.
func (s *machine) deliver(t *rapid.T, want error, tx func(sdk.Context) error) {
	t.Helper()
	if got := s.f.Deliver(tx); !errors.Is(got, want) {
		t.Fatalf("module: %v, model: %v", got, want)
	}
	for _, e := range staketest.Events[types.EventSlashed](s.f) {
		s.burnt += e.Burnt.Int64()
	}
}

func account(t *rapid.T) int { return rapid.IntRange(0, accounts-1).Draw(t, "account") }

func ref(t *rapid.T) string { return rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "ref") }

func vrf(t *rapid.T) string { return rapid.SampledFrom([]string{"", "k", "l"}).Draw(t, "vrf") }

func amount(t *rapid.T, most int64) int64 { return rapid.Int64Range(1, most).Draw(t, "amount") }

func vrfBytes(name string) []byte {
	if name == "" {
		return nil
	}
	return staketest.VRFKey(name)
}

func (s *machine) register(t *rapid.T) {
	a, bond, key := account(t), amount(t, 3*staketest.MinBond), vrf(t)
	s.deliver(t, s.m.register(a, bond, key), func(ctx sdk.Context) error {
		_, err := s.f.Msgs.RegisterProvider(ctx, &types.MsgRegisterProvider{
			Operator: s.f.Text(s.address[a]), Bond: staketest.Coin(bond), Moniker: "m", VrfKey: vrfBytes(key),
		})
		return err
	})
}

func (s *machine) update(t *rapid.T) {
	a, key := account(t), vrf(t)
	msg := &types.MsgUpdateProvider{Operator: s.f.Text(s.address[a]), Moniker: "n", VrfKey: vrfBytes(key)}
	if key == "" {
		msg.Clear = []types.ProfileField{types.ProfileFieldVRFKey}
	}
	s.deliver(t, s.m.update(a, key), update(s.f, msg))
}

func (s *machine) bond(t *rapid.T) {
	a, n := account(t), amount(t, funds)
	s.deliver(t, s.m.bond(a, n), bond(s.f, s.address[a], staketest.Coin(n)))
}

func (s *machine) unbond(t *rapid.T) {
	a, n := account(t), amount(t, 2*staketest.MinBond)
	s.deliver(t, s.m.unbond(a, n), unbond(s.f, s.address[a], staketest.Coin(n)))
}

func (s *machine) cancel(t *rapid.T) {
	a, n := account(t), amount(t, staketest.MinBond)
	id := rapid.Uint64Range(0, s.m.nextID).Draw(t, "id")
	s.deliver(t, s.m.cancel(a, id, n), cancel(s.f, s.address[a], id, staketest.Coin(n)))
}

func (s *machine) unjail(t *rapid.T) {
	a := account(t)
	s.deliver(t, s.m.unjail(a), unjail(s.f, s.address[a]))
}

func (s *machine) updateParams(t *rapid.T) {
	p := types.Params{
		MinBond: math.NewInt(amount(t, 2*staketest.MinBond)), MinUnbondingBlocks: 1, UnbondingBlocks: rapid.Uint64Range(1, 30).Draw(t, "unbonding"),
		MaxUnbondings: rapid.Uint32Range(1, 4).Draw(t, "max"), JailBlocks: rapid.Uint64Range(1, 9).Draw(t, "jail"),
	}
	s.m.params = p
	s.deliver(t, nil, updateParams(s.f, s.f.Authority, p))
}

func (s *machine) lock(t *rapid.T) {
	a, r, n := account(t), ref(t), amount(t, staketest.MinBond)
	s.deliver(t, s.m.lock(a, r, n), lock(s.f, s.address[a], r, n))
}

func (s *machine) unlock(t *rapid.T) {
	a, r := account(t), ref(t)
	s.deliver(t, s.m.unlock(a, r), unlock(s.f, s.address[a], r))
}

func (s *machine) jail(t *rapid.T) {
	a, until := account(t), s.m.height+rapid.Int64Range(-5, 20).Draw(t, "until")
	s.deliver(t, s.m.jail(a, until), jail(s.f, s.address[a], until))
}

func (s *machine) slash(t *rapid.T) {
	a, n := account(t), amount(t, 4*staketest.MinBond)
	r := rapid.SampledFrom([]string{"", "x", "y", "z"}).Draw(t, "ref")
	payouts := rapid.SliceOfN(rapid.Int64Range(0, 2*staketest.MinBond), 0, accounts).Draw(t, "payouts")
	request := types.Slash{Operator: s.address[a], Ref: r, Amount: math.NewInt(n), Reason: types.SlashReasonFraud}
	for i, asked := range payouts {
		request.Payouts = append(request.Payouts, types.Payout{Recipient: s.address[i], Amount: math.NewInt(asked)})
	}
	want, err := s.m.slash(a, r, n, payouts)
	s.deliver(t, err, func(ctx sdk.Context) error {
		got, err := s.f.Keeper.Slash(ctx, request)
		if err == nil && got.Int64() != want {
			t.Fatalf("module took %s, model %d", got, want)
		}
		return err
	})
}

func (s *machine) block(t *rapid.T) {
	a := account(t)
	if s.m.blocked[a] = !s.m.blocked[a]; s.m.blocked[a] {
		s.f.Block(s.address[a])
	} else {
		s.f.Unblock(s.address[a])
	}
}

func (s *machine) nextBlocks(t *rapid.T) {
	for range rapid.IntRange(1, 12).Draw(t, "blocks") {
		s.m.endBlock()
		s.f.Next(1)
	}
}

// quietBlocks is the time until a failed payment is tried again, without the blocks between.
func (s *machine) quietBlocks(*rapid.T) {
	s.m.height += types.RetryBlocks
	s.f.Ctx = s.f.Ctx.WithBlockHeight(s.m.height)
	s.m.endBlock()
	s.f.Next(1)
}

// reload goes on with a chain that was started from the export of this one.
func (s *machine) reload(t *rapid.T) {
	c, err := copied(t, s.f)
	s.f.NoError(err)
	before, err := s.f.Keeper.ExportGenesis(s.f.Ctx)
	s.f.NoError(err)
	after, err := c.Keeper.ExportGenesis(c.Ctx)
	s.f.NoError(err)
	if fmt.Sprint(before) != fmt.Sprint(after) {
		t.Fatalf("exported %v, after import %v", before, after)
	}
	for i, a := range s.address {
		if s.m.wallet[i] > 0 {
			c.Fund(a, s.m.wallet[i])
		}
		if s.m.blocked[i] {
			c.Block(a)
		}
	}
	s.f = c
}

// check compares the module with the model and with itself.
func (s *machine) check(t *rapid.T) {
	s.f.NoError(s.f.Keeper.CheckInvariants(s.f.Ctx))
	held := s.f.Balance(authtypes.NewModuleAddress(types.ModuleName))
	for i, a := range s.address {
		if got := s.f.Balance(a); got != s.m.wallet[i] {
			t.Fatalf("account %d holds %d, model %d", i, got, s.m.wallet[i])
		}
		held += s.m.wallet[i]
		p := s.m.providers[i]
		if p == nil {
			continue
		}
		stake := s.f.Stake(a)
		got := []any{stake.Bonded.Int64(), stake.Locked.Int64(), stake.Unbonding.Int64(), int(stake.Unbondings), stake.Jailed, stake.JailedUntil}
		if want := []any{p.bonded, p.locked(), p.unbonding(), len(p.leaving), p.jailed, p.until}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("provider %d is %v, model %v", i, got, want)
		}
	}
	if supply := s.f.Supply(); supply != accounts*funds-s.m.burnt || supply != held || s.burnt != s.m.burnt {
		t.Fatalf("supply %d, accounts hold %d, burnt %d, by events %d, by model", supply, held, s.burnt, s.m.burnt)
	}
}

// Design M2 and the invariants of part 6: whatever is sent, in whatever order, the module does what the model says, money
// is neither made nor lost, and an export starts the same chain again.
func TestRandomHistories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"":             s.check,
			"register":     s.register,
			"register2":    s.register, // twice as often: all else needs a provider
			"update":       s.update,
			"bond":         s.bond,
			"unbond":       s.unbond,
			"unbond2":      s.unbond,
			"cancel":       s.cancel,
			"unjail":       s.unjail,
			"updateParams": s.updateParams,
			"lock":         s.lock,
			"lock2":        s.lock,
			"unlock":       s.unlock,
			"jail":         s.jail,
			"slash":        s.slash,
			"block":        s.block,
			"nextBlocks":   s.nextBlocks,
			"quietBlocks":  s.quietBlocks,
			"reload":       s.reload,
		})
	})
}
