// SPDX-License-Identifier: Apache-2.0

package spec

var withCarry = &condition{`outer.carry "all" or "feedback"`, func(s *Spec) bool {
	return s.Outer.Carry != Carry_CARRY_NONE
}}

var roundsFields = []field{
	{
		path: "rounds.rounds", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rounds.Rounds }, min: 1, max: MaxRounds},
		about: "R, the rounds of the job",
	},
	{
		path: "rounds.slots", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rounds.Slots }, min: 1, max: MaxSlots},
		about: "N, the seats of the job",
	},
	{
		path: "rounds.quorum", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rounds.Quorum }, min: 1, max: MaxSlots},
		derive: deriveQuorum, derived: "two thirds of `rounds.slots`, rounded up",
		about: "K, the commits without which a round is extended once; at most `rounds.slots`",
	},
	{
		path: "rounds.max_misses", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rounds.MaxMisses }, min: 1, max: MaxMisses},
		def: "3", about: "missed rounds in a row that free a slot",
	},
	{
		path: "rounds.max_idle_rounds", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rounds.MaxIdleRounds }, min: 1, max: MaxIdleRounds},
		def: "3", about: "rounds in a row without any commit that fail the job",
	},
	{
		path: "rounds.eval_every", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Rounds.EvalEvery }, max: MaxRounds},
		derive: deriveEval, derived: "1 with a validation slice, else 0",
		about: "rounds from one evaluation to the next; 0 means none; others need a validation slice",
	},
}

var priceFields = []field{
	{
		path: "price.unit", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Price.Unit }, min: 1, max: MaxAmount},
		about: "uweft paid for one unit",
	},
	{
		path: "price.slot_stake", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Price.SlotStake }, min: 1, max: MaxAmount},
		derive: deriveStake, derived: "200 · `price.unit`",
		about: "uweft that back one slot; all of it is lost for a proven fraud",
	},
	{
		path: "price.verifier_fee", kind: integer[uint64]{ref: func(s *Spec) *uint64 { return &s.Price.VerifierFee }, max: MaxAmount},
		derive: func(s *Spec) { s.Price.VerifierFee = s.Price.Unit / 5 }, derived: "a fifth of `price.unit`",
		about: "uweft set aside for the audits of one unit",
	},
	{
		path: "price.submitter_share", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Price.SubmitterShare }, max: MaxSubmitterShare},
		def: "1000", about: "the submitter's part of the finished model, in basis points",
	},
}

var auditFields = []field{
	{
		path: "audit.anchor_every", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Audit.AnchorEvery }, min: 1, max: MaxSteps},
		derive: deriveAnchors, derived: "8, or an eighth of `inner.steps` if that is more; at most `inner.steps`",
		about: "J, the steps from one anchor to the next; at most `inner.steps`, and at least a 64th of it",
	},
	{
		path: "audit.rate", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Audit.Rate }, min: 1, max: MaxAuditRate},
		def: "250000", about: "expected audits of one unit, in parts per million",
	},
	{
		path: "audit.custodians", kind: integer[uint32]{ref: func(s *Spec) *uint32 { return &s.Audit.Custodians }, max: MaxCustodians},
		def: "2", when: withCarry, about: "other operators that must hold each carried state",
	},
}

var windowsFields = []field{
	window("windows.enrol", "600", "wait for more slots once the quorum has joined; at most `windows.max_wait`",
		func(s *Spec) *uint64 { return &s.Windows.Enrol }),
	window("windows.training", "3600", "time to commit a unit", func(s *Spec) *uint64 { return &s.Windows.Training }),
	window("windows.extension", "1800", "what a round below its quorum is extended by, once",
		func(s *Spec) *uint64 { return &s.Windows.Extension }),
	window("windows.witness", "600", "time to state which deltas are held", func(s *Spec) *uint64 { return &s.Windows.Witness }),
	window("windows.audit_commit", "3600", "time to commit to audit results; at least `windows.game_extension`",
		func(s *Spec) *uint64 { return &s.Windows.AuditCommit }),
	window("windows.audit_reveal", "1800", "time to reveal audit results; at least `windows.game_extension`",
		func(s *Spec) *uint64 { return &s.Windows.AuditReveal }),
	window("windows.challenge", "3600", "time to challenge a unit before it is FINAL; at least `windows.game_extension`",
		func(s *Spec) *uint64 { return &s.Windows.Challenge }),
	window("windows.late", "259200", "L, how long after FINAL a proven fraud is still slashed",
		func(s *Spec) *uint64 { return &s.Windows.Late }),
	window("windows.max_wait", "604800", "how long a job may enrol or stand paused",
		func(s *Spec) *uint64 { return &s.Windows.MaxWait }),
	window("windows.game_clock", "21600", "time of one side of a dispute",
		func(s *Spec) *uint64 { return &s.Windows.GameClock }),
	window("windows.game_extension", "1800", "what is granted for a last move; at most `windows.game_clock`",
		func(s *Spec) *uint64 { return &s.Windows.GameExtension }),
	window("windows.data_request", "3600", "time to answer a request for data",
		func(s *Spec) *uint64 { return &s.Windows.DataRequest }),
}

// window is a duration in blocks.
func window(path, def, about string, ref func(*Spec) *uint64) field {
	return field{path: path, kind: integer[uint64]{ref: ref, min: 1, max: MaxWindow}, def: def, about: "in blocks: " + about}
}

func deriveQuorum(s *Spec) { s.Rounds.Quorum = uint32((2*uint64(s.Rounds.Slots) + 2) / 3) }

func deriveEval(s *Spec) {
	if s.Data.ValidationTokens > 0 {
		s.Rounds.EvalEvery = 1
	}
}

func deriveStake(s *Spec) {
	if s.Price.Unit <= MaxAmount {
		s.Price.SlotStake = min(200*s.Price.Unit, MaxAmount)
	}
}

func deriveAnchors(s *Spec) {
	h := min(s.Inner.Steps, MaxSteps)
	eighth := (h + DefaultAnchors - 1) / DefaultAnchors
	s.Audit.AnchorEvery = min(h, max(8, eighth))
}
