// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/trainer/data"
)

// ErrSize is returned for a size that is not in Sizes.
var ErrSize = errors.New("no such size")

// Size is a model that trains well on one machine, with its learning rate.
type Size struct {
	// Name is about the number of parameters at a byte-level vocabulary.
	Name                      string
	Width, Layers, Heads, FFN uint32
	Context, Batch            uint32
	Peak                      string // learning rate
}

// Sizes are from small to large; every step is 4096 tokens.
var Sizes = []Size{
	{"1m", 128, 4, 4, 448, 256, 16, "0.004"},
	{"4m", 256, 5, 4, 704, 512, 8, "0.003"},
	{"14m", 384, 8, 6, 1024, 512, 8, "0.0015"},
}

// SizeNames lists the sizes for messages.
func SizeNames() string {
	var names []string
	for _, s := range Sizes {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// SizeNamed finds a size.
func SizeNamed(name string) (Size, error) {
	for _, s := range Sizes {
		if s.Name == name {
			return s, nil
		}
	}
	return Size{}, fmt.Errorf("%w: %q; allowed: %s", ErrSize, name, SizeNames())
}

// Spec is the specification of a local run: the size's model on a text, steps
// inner steps, first parameters from a seed.
func (z Size) Spec(m data.Manifest, steps, seed uint64) (*spec.Spec, error) {
	h, ok := unit(steps)
	if !ok {
		return nil, fmt.Errorf("%d steps; allowed: 1 to %d, above %d only with a divisor that leaves at most %d rounds",
			steps, uint64(spec.MaxSteps)*spec.MaxRounds, spec.MaxRounds, spec.MaxRounds)
	}
	tokenizer := ""
	if !m.Tokenizer.IsZero() {
		tokenizer = fmt.Sprintf("tokenizer.digest = \"%s\"\ntokenizer.size = %d\n", m.Tokenizer.Digest, m.Tokenizer.Size)
	}
	text := fmt.Sprintf(`
[model]
vocab = %d
width = %d
layers = %d
heads = %d
ffn = %d
tied = true
[init]
seed = "%064x"
[data]
dataset.digest = "%s"
dataset.size = %d
token_width = %d
validation_tokens = %d
%s[inner]
steps = %d
batch = %d
context = %d
schedule.peak = %s
schedule.final = %s
schedule.warmup_steps = %d
[outer]
codec = "dense8"
[rounds]
rounds = %d
slots = 1
[price]
unit = 1
`, m.Vocabulary, z.Width, z.Layers, z.Heads, z.FFN, seed, m.Content.Digest, m.Content.Size, m.Width, m.ValidationTokens, tokenizer,
		h, z.Batch, z.Context, z.Peak, z.Peak+"e-1", min(steps/10, maxWarmup), steps/h)
	return spec.ParseTOML(strings.NewReader(text))
}

// profiles are the words of a specification for the arithmetic of products.
var profiles = []string{"f32", "i8x2"}

// ProfileNames lists them for messages.
func ProfileNames() string { return strings.Join(profiles, ", ") }

// ErrProfile is returned for an arithmetic that is none of them.
var ErrProfile = errors.New("no such profile")

// ProfileNamed finds one.
func ProfileNamed(name string) (spec.Profile, error) {
	i := slices.Index(profiles, name)
	if i < 0 {
		return 0, fmt.Errorf("%w: %q; allowed: %s", ErrProfile, name, ProfileNames())
	}
	return spec.Profile_PROFILE_F32 + spec.Profile(i), nil
}

// maxWarmup is enough for the moments of the optimiser to settle.
const maxWarmup = 100

// unit is the most steps a unit can have, so that whole units make steps.
func unit(steps uint64) (uint64, bool) {
	for h := min(steps, spec.MaxSteps); h > 0; h-- {
		if steps%h == 0 && steps/h <= spec.MaxRounds {
			return h, true
		}
	}
	return 0, false
}

// Steps is the length of the run that a specification describes.
func Steps(s *spec.Spec) uint64 { return uint64(s.Rounds.Rounds) * uint64(s.Inner.Steps) }
