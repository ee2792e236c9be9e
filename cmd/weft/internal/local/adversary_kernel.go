// SPDX-License-Identifier: Apache-2.0

package local

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/kernel"
)

// Tasks implements kernel.Kernel: what changes a whole output is one task.
func (k *cheat) Tasks(c *kernel.Call, workers int) int {
	if c.Op.Kind == k.kind {
		return 1
	}
	return k.Kernel.Tasks(c, workers)
}

// Run implements kernel.Kernel.
func (k *cheat) Run(c *kernel.Call, task, tasks int, scratch []byte) {
	if c.Op.Kind != k.kind || !k.begun.Load() {
		k.Kernel.Run(c, task, tasks, scratch)
		return
	}
	if task == 0 {
		k.run(k, c, scratch)
	}
}

// after changes an honest output when it is complete.
func after(change func(c *kernel.Call)) func(k *cheat, c *kernel.Call, scratch []byte) {
	return func(k *cheat, c *kernel.Call, scratch []byte) {
		k.Kernel.Run(c, 0, 1, scratch)
		a, product := c.Op.Attr.(*program.ProductAttr)
		if !product || c.Part.Terms == 0 || c.Part.First+a.K == c.Part.Terms {
			change(c)
		}
	}
}

func lastBit(c *kernel.Call) { c.Out.Data[0] ^= 1 }

func nothing(c *kernel.Call) { clear(c.Out.Data) }

func round(c *kernel.Call) {
	const number, lower = 4, 2 // bytes of an fp32 number, and of its lower half
	for i := 0; i+number <= len(c.Out.Data); i += number {
		clear(c.Out.Data[i : i+lower])
	}
}

func oneToken(c *kernel.Call) {
	row := len(c.Out.Data) / c.Op.Shape[0]
	for i := row; row > 0 && i+row <= len(c.Out.Data); i += row {
		copy(c.Out.Data[i:i+row], c.Out.Data[:row])
	}
}

func frozen(k *cheat, c *kernel.Call, scratch []byte) {
	if a, ok := c.Op.Attr.(*program.MapAttr); ok && a.Func == program.FuncAdamW {
		copy(c.Out.Data, c.In[0].Data) // the same memory, or the old parameters
		return
	}
	k.Kernel.Run(c, 0, 1, scratch)
}

func stall(k *cheat, _ *kernel.Call, _ []byte) { <-k.ended }
