// SPDX-License-Identifier: Apache-2.0

package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/trainer/data/corpus"
	"github.com/weft-network/weft/trainer/kernel"
	"github.com/weft-network/weft/trainer/kernel/cuda"
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
	if err := recorded(ctx, k); err != nil {
		return fail(check, err.Error(), next)
	}
	return pass(check, fmt.Sprintf("%d steps of the built-in job give the recorded digest", lab.RecordedStep))
}

// recorded trains the built-in job on a kernel.
func recorded(ctx context.Context, k kernel.Kernel) error {
	s, text, err := lab.Builtin(ctx)
	if err != nil {
		return err
	}
	batches, err := lab.NewBatches(s, text)
	if err != nil {
		return err
	}
	for made, err := range lab.Digests(ctx, s, batches, lab.Machine{Kernel: k}) {
		if err != nil {
			return err
		}
		if made.Step < lab.RecordedStep {
			continue
		}
		if got := made.State.Digest.String(); got != lab.RecordedDigest {
			return fmt.Errorf("step %d of the built-in job gives %s, recorded is %s", made.Step, got, lab.RecordedDigest)
		}
		break
	}
	return nil
}

// gpus lists what can be used, and trains on each.
func gpus(ctx context.Context, _ Machine) Finding {
	const check = "gpu"
	list, err := cuda.Devices()
	switch {
	case err != nil && !cuda.Built:
		return skip(check, err.Error(), "")
	case err != nil:
		return skip(check, err.Error(), "nothing, if this machine shall do without one")
	}
	var found []string
	for _, i := range list {
		text := fmt.Sprintf("%s, driver for CUDA %s, %s of %s free", i, i.Driver, humanize.IBytes(uint64(i.Free)), humanize.IBytes(uint64(i.Memory)))
		if err := onDevice(ctx, i.Index); err != nil {
			return fail(check, text+": "+err.Error(), "train with --device cpu, and report this line and the output of weft lab digest --device cuda")
		}
		found = append(found, text+", equal bits")
	}
	return pass(check, strings.Join(found, "; "))
}

func onDevice(ctx context.Context, index int) error {
	host, err := lab.OpenKernel("auto")
	if err != nil {
		return err
	}
	k, err := cuda.Open(index, host)
	if err != nil {
		return err
	}
	return errors.Join(recorded(ctx, k), k.Close())
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
