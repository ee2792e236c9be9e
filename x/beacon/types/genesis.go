// SPDX-License-Identifier: Apache-2.0

package types

import (
	"cosmossdk.io/core/address"

	"github.com/weft-network/weft/chain/beacon"
)

// DefaultGenesis returns the state of a chain without a beacon.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks every record and that the records agree with each other.
func (g GenesisState) Validate(codec address.Codec) error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if g.Generation > MaxGeneration {
		return ErrBadGenesis.Wrapf("generation %d, allowed up to %d", g.Generation, MaxGeneration)
	}
	if g.Since < 0 || g.Since > beacon.MaxTime || g.Since == 0 && g.Generation > 0 {
		return ErrBadGenesis.Wrapf("since %d in generation %d; allowed 0 to %d, and 0 only if there was no other beacon", g.Since, g.Generation, beacon.MaxTime)
	}
	posted, err := g.checkRounds(codec)
	if err != nil {
		return err
	}
	waiting, err := g.checkAwaited(posted)
	if err != nil {
		return err
	}
	return g.checkAnswers(posted, waiting)
}

// checkNumber accepts the numbers that the chain may have given out.
func (g GenesisState) checkNumber(round uint64) error {
	if generation, n := Split(round); generation > g.Generation || n == 0 {
		return ErrBadGenesis.Wrapf("round %d is number %d of generation %d; numbers begin at 1, generations end at %d", round, n, generation, g.Generation)
	}
	return nil
}

// checkRounds checks the posted rounds and returns their numbers. The maps of this file are looked up, never walked.
func (g GenesisState) checkRounds(codec address.Codec) (map[uint64]bool, error) {
	posted := make(map[uint64]bool, len(g.Rounds))
	for i, r := range g.Rounds {
		if err := g.checkNumber(r.Round); err != nil {
			return nil, err
		}
		if err := g.checkNumber(r.AnsweredBy); err != nil {
			return nil, err
		}
		if posted[r.Round] || r.AnsweredBy < r.Round {
			return nil, ErrBadGenesis.Wrapf("round %d is there twice, or answered by %d, which is before it", r.Round, r.AnsweredBy)
		}
		posted[r.Round] = true
		if err := beacon.CheckSignature(r.Signature); err != nil {
			return nil, ErrBadGenesis.Wrapf("round %d: %s", r.Round, err)
		}
		if r.Height < 0 || r.ForgetHeight < r.Height {
			return nil, ErrBadGenesis.Wrapf("round %d was posted at height %d, to be forgotten at %d", r.Round, r.Height, r.ForgetHeight)
		}
		if _, err := codec.StringToBytes(r.Poster); err != nil {
			return nil, ErrBadGenesis.Wrapf("round %d (%d): poster %q: %s", r.Round, i, r.Poster, err)
		}
	}
	return posted, nil
}

// checkAwaited checks what is waited for and returns the rounds that must be posted for it, or were.
func (g GenesisState) checkAwaited(posted map[uint64]bool) (map[uint64]bool, error) {
	due, given := make(map[uint64]bool, len(g.Awaited)), make(map[uint64]bool, len(g.Awaited))
	for _, a := range g.Awaited {
		if err := g.checkNumber(a.Due); err != nil {
			return nil, err
		}
		if err := g.checkNumber(a.Round); err != nil {
			return nil, err
		}
		if a.Due < a.Round || given[a.Round] {
			return nil, ErrBadGenesis.Wrapf("round %d is awaited twice, or by %d, which is before it", a.Round, a.Due)
		}
		if posted[a.Round] && a.Round != a.Due {
			return nil, ErrBadGenesis.Wrapf("round %d is awaited, and was answered", a.Round)
		}
		due[a.Due], given[a.Round] = true, true
	}
	return due, nil
}

// checkAnswers checks that the queue of answers holds the rounds that were posted, or given up, and that somebody still
// waits for, each once.
func (g GenesisState) checkAnswers(posted, waiting map[uint64]bool) error {
	queued := make(map[uint64]bool, len(g.Answers))
	for _, a := range g.Answers {
		if queued[a.Due] || !waiting[a.Due] || a.Height < 0 {
			return ErrBadGenesis.Wrapf("answer of round %d at height %d is there twice, or nobody waits for it", a.Due, a.Height)
		}
		if generation, _ := Split(a.Due); !posted[a.Due] && generation == g.Generation {
			return ErrBadGenesis.Wrapf("round %d is of this beacon and was not posted, but its answer is queued", a.Due)
		}
		queued[a.Due] = true
	}
	for _, a := range g.Awaited {
		if posted[a.Due] && !queued[a.Due] {
			return ErrBadGenesis.Wrapf("round %d was posted, but its answer is not queued", a.Due)
		}
	}
	return nil
}
