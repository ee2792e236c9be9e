// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/core/address"
	"cosmossdk.io/math"
)

// DefaultGenesis returns the state of a chain without providers.
func DefaultGenesis() *GenesisState {
	return &GenesisState{Params: DefaultParams(), NextUnbondingId: 1}
}

// Pool sums up the providers.
func (g GenesisState) Pool() Pool {
	pool := Pool{Bonded: math.ZeroInt(), Locked: math.ZeroInt(), Unbonding: math.ZeroInt(), Providers: uint64(len(g.Providers))}
	for _, p := range g.Providers {
		pool.Bonded = pool.Bonded.Add(p.Stake.Bonded)
		pool.Locked = pool.Locked.Add(p.Stake.Locked)
		pool.Unbonding = pool.Unbonding.Add(p.Stake.Unbonding)
	}
	return pool
}

// Validate checks every record and that the records agree with each other.
func (g GenesisState) Validate(codec address.Codec) error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if g.NextUnbondingId == 0 {
		return ErrBadGenesis.Wrap("next_unbonding_id is 0, at least 1")
	}
	sums, err := g.checkProviders(codec)
	if err != nil {
		return err
	}
	if err := g.sumLocks(sums); err != nil {
		return err
	}
	if err := g.sumUnbondings(sums); err != nil {
		return err
	}
	for _, p := range g.Providers {
		sum, s := sums[p.Operator], p.Stake
		if !sum.Locked.Equal(s.Locked) {
			return ErrBadGenesis.Wrapf("provider %s has %s locked, its locks sum to %s", p.Operator, s.Locked, sum.Locked)
		}
		if !sum.Unbonding.Equal(s.Unbonding) || sum.Unbondings != s.Unbondings {
			return ErrBadGenesis.Wrapf("provider %s has %s in %d unbondings, they sum to %s in %d",
				p.Operator, s.Unbonding, s.Unbondings, sum.Unbonding, sum.Unbondings)
		}
	}
	return nil
}

// checkProviders checks the providers and returns an empty stake for each, to add up its locks and unbondings in. The
// map is looked up by operator, never walked.
func (g GenesisState) checkProviders(codec address.Codec) (map[string]*Stake, error) {
	sums := make(map[string]*Stake, len(g.Providers))
	vrfKeys := make(map[string]string, len(g.Providers))
	for i, p := range g.Providers {
		if err := validateProvider(codec, p); err != nil {
			return nil, ErrBadGenesis.Wrapf("provider %d: %s", i, err)
		}
		if sums[p.Operator] != nil {
			return nil, ErrBadGenesis.Wrapf("provider %s is listed twice", p.Operator)
		}
		sum := NewStake()
		sums[p.Operator] = &sum
		if key := string(p.Profile.VrfKey); key != "" {
			if other, taken := vrfKeys[key]; taken {
				return nil, ErrBadGenesis.Wrapf("providers %s and %s have the same VRF key", other, p.Operator)
			}
			vrfKeys[key] = p.Operator
		}
	}
	return sums, nil
}

func (g GenesisState) sumLocks(sums map[string]*Stake) error {
	type key struct{ operator, ref string }
	seen := make(map[key]bool, len(g.Locks))
	for i, lock := range g.Locks {
		sum := sums[lock.Operator]
		if sum == nil {
			return ErrBadGenesis.Wrapf("lock %d is of %q, which is no provider", i, lock.Operator)
		}
		if err := ValidateRef(lock.Ref); err != nil {
			return ErrBadGenesis.Wrapf("lock %d: %s", i, err)
		}
		if err := ValidateAmount(lock.Amount); err != nil {
			return ErrBadGenesis.Wrapf("lock %d: %s", i, err)
		}
		if seen[key{lock.Operator, lock.Ref}] {
			return ErrBadGenesis.Wrapf("lock %s of %s is listed twice", lock.Ref, lock.Operator)
		}
		seen[key{lock.Operator, lock.Ref}] = true
		sum.Locked = sum.Locked.Add(lock.Amount)
	}
	return nil
}

func (g GenesisState) sumUnbondings(sums map[string]*Stake) error {
	seen := make(map[uint64]bool, len(g.Unbondings))
	for i, u := range g.Unbondings {
		sum := sums[u.Operator]
		if sum == nil {
			return ErrBadGenesis.Wrapf("unbonding %d is of %q, which is no provider", i, u.Operator)
		}
		if u.Id == 0 || u.Id >= g.NextUnbondingId || seen[u.Id] {
			return ErrBadGenesis.Wrapf("unbonding %d has id %d: ids are unique, from 1 to below next_unbonding_id %d", i, u.Id, g.NextUnbondingId)
		}
		seen[u.Id] = true
		if err := ValidateAmount(u.Amount); err != nil {
			return ErrBadGenesis.Wrapf("unbonding %d: %s", i, err)
		}
		if u.CreatedHeight < 0 || u.CompletionHeight < u.CreatedHeight {
			return ErrBadGenesis.Wrapf("unbonding %d completes at height %d, created at %d", i, u.CompletionHeight, u.CreatedHeight)
		}
		sum.Unbonding = sum.Unbonding.Add(u.Amount)
		sum.Unbondings++
	}
	return nil
}

// validateProvider checks one provider by itself.
func validateProvider(codec address.Codec, p Provider) error {
	bz, err := codec.StringToBytes(p.Operator)
	if err != nil {
		return ErrBadOperator.Wrapf("%q: %s", p.Operator, err)
	}
	if canonical, err := codec.BytesToString(bz); err != nil || canonical != p.Operator {
		return ErrBadOperator.Wrapf("%q: write it as %q", p.Operator, canonical)
	}
	if err := p.Profile.Validate(codec, p.Operator); err != nil {
		return err
	}
	if len(p.Profile.VrfKey) > 0 {
		if err := ValidateVRFKey(p.Profile.VrfKey); err != nil {
			return err
		}
	}
	if p.Profile.RegisteredHeight < 0 || p.Profile.UpdatedHeight < p.Profile.RegisteredHeight {
		return ErrBadGenesis.Wrapf("registered at height %d, updated at %d", p.Profile.RegisteredHeight, p.Profile.UpdatedHeight)
	}
	return p.Stake.validate()
}

func (s Stake) validate() error {
	for _, sum := range []math.Int{s.Bonded, s.Locked, s.Unbonding} {
		if sum.IsNil() || sum.IsNegative() {
			return ErrBadGenesis.Wrapf("bonded %s, locked %s, unbonding %s: none may be negative", s.Bonded, s.Locked, s.Unbonding)
		}
	}
	if s.Locked.GT(s.Bonded) {
		return ErrBadGenesis.Wrapf("locked %s, bonded only %s", s.Locked, s.Bonded)
	}
	if !s.Jailed && (s.JailedUntil != 0 || s.JailReason != SlashReasonUnspecified) {
		return ErrBadGenesis.Wrapf("not jailed, yet jailed until %d for %s", s.JailedUntil, s.JailReason)
	}
	if s.Jailed {
		if s.JailedUntil <= 0 {
			return ErrBadGenesis.Wrapf("jailed until height %d, must be positive", s.JailedUntil)
		}
		return ValidateReason(s.JailReason)
	}
	return nil
}
