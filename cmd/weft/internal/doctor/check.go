// SPDX-License-Identifier: Apache-2.0

package doctor

import (
	"context"

	"github.com/weft-network/weft/chain/client"
)

// Machine is what is examined, beside the machine itself.
type Machine struct {
	Home  string
	Chain client.Config // Node empty: no chain is used
	Key   string        // empty: none is used
}

// Status is how a check ended.
type Status string

// The statuses.
const (
	Pass Status = "pass"
	Fail Status = "fail"
	Skip Status = "skip"
)

// Finding is the outcome of a check.
type Finding struct {
	Check  string `json:"check"`
	Status Status `json:"status"`
	Found  string `json:"found"`
	// Next is what to do; empty if there is nothing to do.
	Next string `json:"next,omitempty"`
	// Err is the cause, where somebody else found the fault.
	Err error `json:"-"`
}

// Check examines one thing.
type Check func(context.Context, Machine) Finding

// Checks are all, in the order in which a fault matters.
var Checks = []Check{processor, arithmetic, gpus, memory, space, clock, text, node, key}

func pass(check, found string) Finding { return Finding{Check: check, Status: Pass, Found: found} }

func fail(check, found, next string) Finding {
	return Finding{Check: check, Status: Fail, Found: found, Next: next}
}

func skip(check, found, next string) Finding {
	return Finding{Check: check, Status: Skip, Found: found, Next: next}
}
