// SPDX-License-Identifier: Apache-2.0

package economy

import (
	"math/big"
	"math/bits"

	"github.com/weft-network/weft/chain/commit"
)

// verifierKind is a strategy of verifiers.
type verifierKind struct {
	name, about string
	// weight is its part of the stake of all verifiers unless told otherwise.
	weight uint64
}

const (
	lazyVerifier   = "lazy"
	copier         = "copier"
	accuser        = "accuser"
	silentVerifier = "silent"
	shill          = "shill"
	griefer        = "griefer"
)

// verifierKinds are the strategies of verifiers, the honest one first. A third
// of the stake is not honest, the most that M4 reckons with.
func verifierKinds() []verifierKind {
	return []verifierKind{
		{Honest, "replays what it draws", 20},
		{lazyVerifier, "reports a match without replaying", 2},
		{copier, "reports what others found, without their traces", 2},
		{accuser, "challenges one right unit in 20 that it draws", 1},
		{silentVerifier, "reports nothing when it has drawn something", 2},
		{shill, "lets a friend's units pass", 3},
	}
}

// accusedOf is of how many units drawn an accuser challenges one.
const accusedOf = 20

// verifier is one operator.
type verifier struct {
	party
	kind   verifierKind
	weight uint64
	key    commit.Digest
	misses int
	// rests is the round in which an inactive one comes back, 0 if it is active.
	rests int
	// defeats are the rounds until which its lost challenges count (A6).
	defeats []int
	// chance and again are the numerators of its chances to draw.
	chance, again *big.Int
	// drawn in this round; duties are those of this draw; expelled is one more
	// than the round in which it last lost its stake; fees are those of this round.
	drawn    bool
	duties   int64
	expelled int
	fees     int64
	tally    verifierTally
}

type verifierTally struct {
	audits, again, slashes, falsely, rewards int64
}

func (v *verifier) active() bool { return v.rests == 0 }

// diligent says that it replays units, of a shill's friend or of others.
func (v *verifier) diligent(shielded bool) bool {
	switch v.kind.name {
	case Honest, accuser:
		return true
	case shill:
		return !shielded
	}
	return false
}

// stamps says that it reports a match without replaying.
func (v *verifier) stamps(shielded bool) bool {
	switch v.kind.name {
	case lazyVerifier, copier:
		return true
	case shill:
		return shielded
	}
	return false
}

var (
	keyDomain    = commit.NewDomain("economy key")
	vrfDomain    = commit.NewDomain("economy vrf")
	beaconDomain = commit.NewDomain("economy beacon")
	chanceDomain = commit.NewDomain("economy chance")
)

// vrf stands for the verifiable random function of a verifier: as many bytes,
// unpredictable without its key.
func (v *verifier) vrf(input commit.Digest) []byte {
	s := vrfDomain.Expand(v.key[:], input[:])
	a, b := s.Digest(), s.Digest()
	return append(a[:], b[:]...)
}

// beacon is the randomness of a round.
func (s *Sim) beacon(round int) []byte {
	d := beaconDomain.Fields(commit.Uint64Bytes(s.seed), commit.Uint64Bytes(uint64(round)))
	return d[:]
}

// stream is the chance in the conduct of parties, apart from that of the chain.
type stream struct{ *commit.Stream }

func newStream(seed uint64, what string) *stream {
	return &stream{chanceDomain.Expand(commit.Uint64Bytes(seed), []byte(what))}
}

// below is uniform in 0..n-1, but for a bias of n/2^64.
func (s *stream) below(n uint64) uint64 {
	hi, _ := bits.Mul64(s.Uint64(), n)
	return hi
}

// share counts the active stake anew, when a verifier comes or goes.
func (s *Sim) share() {
	s.active = 0
	for _, v := range s.verifiers {
		if v.active() {
			s.active += v.weight
		}
	}
	clear(s.formulas)
	s.whole = new(big.Int).SetUint64(s.active * 1_000_000)
	for _, v := range s.verifiers {
		v.chance = new(big.Int).SetUint64(s.terms.rate * v.weight)
		v.again = new(big.Int).SetUint64(s.terms.again * v.weight)
	}
}

// wake lets verifiers that were inactive come back.
func (s *Sim) wake(round int) {
	changed := false
	for _, v := range s.verifiers {
		if v.rests > 0 && v.rests <= round {
			v.rests, v.misses, changed = 0, 0, true
		}
	}
	if changed {
		s.share()
	}
}

// transact has every active verifier pay for what it sends in a draw: its proof,
// drawn or not, and what it reports.
func (s *Sim) transact() {
	f := &s.rules.Fees
	for _, v := range s.verifiers {
		if v.active() && (v.kind.name != silentVerifier || v.duties == 0) {
			cost := int64(f.Proof)
			if v.duties > 0 {
				cost += int64(f.Report) + v.duties*int64(f.Result)
			}
			s.spend(&v.party, cost)
		}
		v.duties = 0
	}
}

// rest counts who was drawn in this round and silent, and lets those pause who were so too often.
func (s *Sim) rest(round int) {
	changed := false
	for _, v := range s.verifiers {
		switch {
		case !v.active():
		case v.kind.name == silentVerifier && v.drawn:
			if v.misses++; v.misses >= s.rules.Audit.Misses {
				v.rests, changed = round+s.rules.Audit.Rest, true
			}
		default:
			v.misses = 0
		}
		v.drawn = false
	}
	if changed {
		s.share()
	}
}
