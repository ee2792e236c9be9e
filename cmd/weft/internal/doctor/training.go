// SPDX-License-Identifier: Apache-2.0

package doctor

import (
	"context"
	"fmt"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data/corpus"
)

// arithmetic trains the built-in job and compares with the digest that every
// machine gets.
func arithmetic(ctx context.Context, _ Machine) Finding {
	const check = "equal bits"
	next := "do not train with this machine, and report the line of processor and the output of weft lab digest"
	k, err := lab.OpenKernel("auto")
	if err != nil {
		return fail(check, err.Error(), next)
	}
	s, text, err := lab.Builtin(ctx)
	if err != nil {
		return fail(check, err.Error(), next)
	}
	batches, err := lab.NewBatches(s, text)
	if err != nil {
		return fail(check, err.Error(), next)
	}
	for made, err := range lab.Digests(ctx, s, batches, lab.Machine{Kernel: k}) {
		if err != nil {
			return fail(check, err.Error(), next)
		}
		if made.Step < lab.RecordedStep {
			continue
		}
		if got := made.State.Digest.String(); got != lab.RecordedDigest {
			return fail(check, fmt.Sprintf("step %d of the built-in job gives %s, recorded is %s", made.Step, got, lab.RecordedDigest), next)
		}
		break
	}
	return pass(check, fmt.Sprintf("%d steps of the built-in job give the recorded digest", lab.RecordedStep))
}

// text looks for what "lab train" reads when it is not told.
func text(context.Context, Machine) Finding {
	const check = "text"
	root, err := corpus.GoTree()
	if err != nil {
		return skip(check, err.Error(), "name a text of your own with weft lab train --data PATH")
	}
	return pass(check, "Go source tree at "+root)
}
