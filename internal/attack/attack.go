// SPDX-License-Identifier: Apache-2.0

package attack

import "slices"

// Outcome is what becomes of a strategy.
type Outcome string

// Outcomes.
const (
	// Slashed: it is proven, and costs the stake behind it.
	Slashed Outcome = "proven, slashed"
	// Refused: the chain, or whoever it is tried on, does not take it.
	Refused Outcome = "refused"
	// Unpaid: it earns nothing, and nobody else is worse off.
	Unpaid Outcome = "unpaid"
	// Harmless: it changes nothing for anybody who is honest.
	Harmless Outcome = "no effect"
	// Bounded: it costs others something, no more than is written down.
	Bounded Outcome = "bounded"
	// Unprofitable: it can be done, and on average loses money.
	Unprofitable Outcome = "loses money"
)

// Means is with what a strategy was tried.
type Means string

// Means, from the whole to the part.
const (
	// Network is real trainers or verifiers with real content nodes on a chain.
	Network Means = "network"
	// Chain is a chain in process, by transactions.
	Chain Means = "chain"
	// Nodes is content nodes that fetch from one another.
	Nodes Means = "nodes"
	// Modules is the chain's modules together, without blocks.
	Modules Means = "modules"
	// Rules is the pure machines that decide: games, proofs, formats, arithmetic.
	Rules Means = "rules"
	// Simulation is many rounds of the real rules with invented people.
	Simulation Means = "simulation"
)

// Proof is a test that shows what becomes of a strategy.
type Proof struct {
	By Means
	// Package is a folder of this repository, Test the name of a test in it.
	Package, Test string
}

// Strategy is one way to get something for nothing, or to harm others.
type Strategy struct {
	Name string
	// Tries says what is done, Stops what stands against it.
	Tries, Stops string
	Outcome      Outcome
	Shown        []Proof
}

// Strategies are all, by theme.
func Strategies() []Strategy {
	return slices.Concat(training, data, verifying, disputing, outer, staking)
}

func network(test string) Proof { return Proof{Network, "test/training", test} }

func rules(pkg, test string) Proof { return Proof{Rules, "chain/" + pkg, test} }

func simulated(test string) Proof { return Proof{Simulation, "cmd/weft/internal/economy", test} }

func modules(pkg, test string) Proof { return Proof{Modules, "x/" + pkg + "/keeper", test} }
