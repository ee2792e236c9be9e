// SPDX-License-Identifier: Apache-2.0

package program

import (
	"fmt"

	"github.com/weft-network/weft/chain/spec"
)

// Dims are the shape letters of a program, all taken from the specification.
type Dims struct {
	Vocab, Width, Layers, Heads, KV, Group, HeadDim, FFN int
	// Context is the tokens of a sample, Samples the samples of a micro-batch,
	// Tokens = Samples * Context, Micro the micro-batches of a step.
	Context, Samples, Tokens, Micro int
	Tied                            bool
	// Documents says that attention and positions restart at each Separator.
	Documents bool
	Separator uint32
	// Moments is the stored format of both moments of the optimiser.
	Moments Type
	// Clip says that the gradient norm is bounded.
	Clip bool
	// Feedback says that a state holds error feedback.
	Feedback bool
	// Profile is the arithmetic of matrix products.
	Profile Profile
}

// dimsOf reads a validated specification.
func dimsOf(s *spec.Spec) (Dims, error) {
	m, in := &s.Model, &s.Inner
	switch {
	case in.Kind != spec.InnerKind_INNER_KIND_ADAMW:
		return Dims{}, refuse("inner.kind", in.Kind, "adamw")
	case in.Activations != spec.Storage_STORAGE_F32:
		return Dims{}, refuse("inner.activations", in.Activations, "f32")
	}
	d := Dims{
		Vocab: int(m.Vocab), Width: int(m.Width), Layers: int(m.Layers), Heads: int(m.Heads), KV: int(m.KvHeads),
		HeadDim: int(m.HeadDim), FFN: int(m.Ffn), Context: int(in.Context), Micro: int(in.MicroBatches), Tied: m.Tied,
		Documents: s.Data.DocumentMask, Separator: s.Data.Separator, Moments: F32, Clip: in.Clip != "0",
		Feedback: s.HasFeedback(),
	}
	if in.Moments == spec.Storage_STORAGE_BF16 {
		d.Moments = BF16
	}
	if s.Profile == spec.Profile_PROFILE_I8X2 {
		d.Profile = ProfileI8X2
	}
	d.Group = d.Heads / d.KV
	d.Samples = int(in.Batch) / d.Micro
	d.Tokens = d.Samples * d.Context
	return d, nil
}

func refuse(field string, value any, allowed string) error {
	return fmt.Errorf("%w: %s is %v; allowed: %s", ErrUnsupported, field, value, allowed)
}
