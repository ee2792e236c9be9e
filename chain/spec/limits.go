// SPDX-License-Identifier: Apache-2.0

package spec

// RulesVersion is the only version of the rules that this package knows.
const RulesVersion = 1

// DigestBytes is the length of every digest of a specification.
const DigestBytes = 32

// MaxCanonicalBytes bounds the canonical encoding. The longest valid
// specification has less than half of it.
const MaxCanonicalBytes = 2048

// MaxTOMLBytes bounds the human form that ParseTOML reads.
const MaxTOMLBytes = 1 << 16

// Bounds of the model. Width, ffn, vocabulary, context and the tokens of a
// micro-batch are the largest shapes at which every operator still has a
// bounded witness (design P3): the chain can recompute any element of them.
const (
	MaxVocab   = 1 << 18
	MaxWidth   = 1 << 14
	MaxLayers  = 256
	MaxHeads   = 512
	MaxHeadDim = 512
	// MaxAttentionWidth bounds heads · head_dim.
	MaxAttentionWidth = 1 << 14
	MaxFFN            = 1 << 16
)

// Bounds of the data. A blob of MaxBlobBytes still has a tree of the canonical
// layout that is at most 8 levels deep.
const (
	MaxTokens    = 1 << 46
	MaxBlobBytes = 1 << 48
)

// Bounds of the inner steps.
const (
	MaxSteps        = 1 << 10
	MaxBatch        = 1 << 20
	MaxMicroBatches = 1 << 10
	MaxContext      = 1 << 14
	// MaxMicroBatchTokens bounds batch / micro_batches · context.
	MaxMicroBatchTokens = 1 << 14
	// MaxLayerPasses bounds layers · micro_batches, and so the operators of a
	// program.
	MaxLayerPasses = 1 << 12
)

// Bounds of the exchange.
const (
	MaxTopK = 1 << 10
	// MinExponent and MaxExponent bound Emin, the lower end of the grid of
	// scales; the grid is [Emin, Emin + ExponentSpan].
	MinExponent  = -100
	MaxExponent  = 0
	ExponentSpan = 24
)

// Bounds of the job in time, seats and money.
const (
	MaxRounds     = 1 << 20
	MaxSlots      = 1 << 10
	MaxMisses     = 64
	MaxIdleRounds = 64
	MaxAmount     = 1 << 53
	// MaxSubmitterShare is in basis points.
	MaxSubmitterShare = 5000
	// MaxAuditRate is in parts per million: at most ten audits of a unit are
	// expected.
	MaxAuditRate = 10_000_000
	// MaxAnchors bounds the anchors of a unit before its last step.
	MaxAnchors = 64
	// DefaultAnchors is what the default of audit.anchor_every keeps to.
	DefaultAnchors = 8
	MaxCustodians  = 16
	// MaxWindow bounds every window, in blocks.
	MaxWindow = 1 << 31
)
