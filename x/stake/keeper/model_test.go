// SPDX-License-Identifier: Apache-2.0

package keeper_test

import (
	"cmp"
	"slices"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/weft-network/weft/x/stake/types"
)

// model is x/stake written down as plainly as possible: integers and slices, no store, no bank. Each method says which
// error the module must give; without one the model has changed.
type model struct {
	params    types.Params
	height    int64
	wallet    [accounts]int64
	blocked   [accounts]bool
	providers [accounts]*modelProvider
	nextID    uint64
	burnt     int64
}

type modelProvider struct {
	bonded  int64
	locks   map[string]int64
	leaving []modelUnbonding
	jailed  bool
	until   int64
	vrf     string
}

type modelUnbonding struct {
	id     uint64
	amount int64
	end    int64
}

func (p *modelProvider) locked() (sum int64) {
	for _, amount := range p.locks {
		sum += amount
	}
	return sum
}

func (p *modelProvider) unbonding() (sum int64) {
	for _, u := range p.leaving {
		sum += u.amount
	}
	return sum
}

func (m *model) register(a int, bond int64, vrf string) error {
	switch {
	case m.providers[a] != nil:
		return types.ErrAlreadyProvider
	case bond < m.params.MinBond.Int64():
		return types.ErrBelowMinBond
	case m.vrfTaken(a, vrf):
		return types.ErrVRFKeyTaken
	case bond > m.wallet[a]:
		return sdkerrors.ErrInsufficientFunds
	}
	m.wallet[a] -= bond
	m.providers[a] = &modelProvider{bonded: bond, locks: map[string]int64{}, vrf: vrf}
	return nil
}

func (m *model) vrfTaken(a int, vrf string) bool {
	for i, p := range m.providers {
		if i != a && p != nil && vrf != "" && p.vrf == vrf {
			return true
		}
	}
	return false
}

// update sets the VRF key, or clears it if it is empty.
func (m *model) update(a int, vrf string) error {
	switch {
	case m.providers[a] == nil:
		return types.ErrNotProvider
	case m.vrfTaken(a, vrf):
		return types.ErrVRFKeyTaken
	}
	m.providers[a].vrf = vrf
	return nil
}

func (m *model) bond(a int, amount int64) error {
	switch {
	case m.providers[a] == nil:
		return types.ErrNotProvider
	case amount > m.wallet[a]:
		return sdkerrors.ErrInsufficientFunds
	}
	m.wallet[a] -= amount
	m.providers[a].bonded += amount
	return nil
}

func (m *model) unbond(a int, amount int64) error {
	p := m.providers[a]
	switch {
	case p == nil:
		return types.ErrNotProvider
	case amount > p.bonded-p.locked():
		return types.ErrFreeStakeShort
	case len(p.leaving) >= int(m.params.MaxUnbondings):
		return types.ErrTooManyUnbondings
	}
	p.bonded -= amount
	p.leaving = append(p.leaving, modelUnbonding{m.nextID, amount, m.height + int64(m.params.UnbondingBlocks)})
	m.nextID++
	return nil
}

func (m *model) cancel(a int, id uint64, amount int64) error {
	p := m.providers[a]
	if p == nil {
		return types.ErrNotProvider
	}
	i := slices.IndexFunc(p.leaving, func(u modelUnbonding) bool { return u.id == id })
	switch {
	case i < 0:
		return types.ErrUnbondingNotFound
	case amount > p.leaving[i].amount:
		return types.ErrUnbondingShort
	}
	p.leaving[i].amount -= amount
	p.bonded += amount
	p.dropEmpty()
	return nil
}

func (p *modelProvider) dropEmpty() {
	p.leaving = slices.DeleteFunc(p.leaving, func(u modelUnbonding) bool { return u.amount == 0 })
}

func (m *model) jail(a int, until int64) error {
	p := m.providers[a]
	if p == nil {
		return types.ErrNotProvider
	}
	until = max(until, m.height+int64(m.params.JailBlocks))
	if p.jailed {
		until = max(until, p.until)
	}
	p.jailed, p.until = true, until
	return nil
}

func (m *model) unjail(a int) error {
	p := m.providers[a]
	switch {
	case p == nil:
		return types.ErrNotProvider
	case !p.jailed:
		return types.ErrNotJailed
	case m.height < p.until:
		return types.ErrStillJailed
	case p.bonded < m.params.MinBond.Int64():
		return types.ErrBelowMinBond
	}
	p.jailed, p.until = false, 0
	return nil
}

func (m *model) lock(a int, ref string, amount int64) error {
	p := m.providers[a]
	switch {
	case p == nil:
		return types.ErrNotProvider
	case p.locks[ref] > 0:
		return types.ErrLockExists
	case amount > p.bonded-p.locked():
		return types.ErrFreeStakeShort
	}
	p.locks[ref] = amount
	return nil
}

func (m *model) unlock(a int, ref string) error {
	if p := m.providers[a]; p == nil || p.locks[ref] == 0 {
		return types.ErrLockNotFound
	}
	delete(m.providers[a].locks, ref)
	return nil
}

// slash returns what is taken. payouts are amounts for the accounts 0, 1, 2 and so on.
func (m *model) slash(a int, ref string, amount int64, payouts []int64) (int64, error) {
	p := m.providers[a]
	if p == nil {
		return 0, types.ErrNotProvider
	}
	fromLock := min(amount, p.locks[ref])
	fromFree := min(amount-fromLock, p.bonded-p.locked())
	if p.locks[ref] -= fromLock; p.locks[ref] == 0 {
		delete(p.locks, ref)
	}
	p.bonded -= fromLock + fromFree
	taken := fromLock + fromFree
	slices.SortFunc(p.leaving, func(x, y modelUnbonding) int { return cmp.Or(cmp.Compare(y.end, x.end), cmp.Compare(y.id, x.id)) })
	for i := range p.leaving {
		part := min(amount-taken, p.leaving[i].amount)
		p.leaving[i].amount -= part
		taken += part
	}
	p.dropEmpty()
	left := taken
	for i, asked := range payouts {
		part := min(asked, left)
		m.wallet[i] += part
		left -= part
	}
	m.burnt += left
	return taken, nil
}

// endBlock pays what is due and ends the block.
func (m *model) endBlock() {
	for a, p := range m.providers {
		if p == nil {
			continue
		}
		for i := range p.leaving {
			u := &p.leaving[i]
			switch {
			case u.end > m.height:
			case m.blocked[a]:
				u.end = m.height + types.RetryBlocks
			default:
				m.wallet[a] += u.amount
				u.amount = 0
			}
		}
		p.dropEmpty()
	}
	m.height++
}
