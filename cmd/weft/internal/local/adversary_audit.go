// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/verifier/watch"
)

// inventor executes nothing. What it is drawn to look at is a match, with a trace
// that it makes up; a match of others, whose trace is bound, it has not seen.
type inventor struct{}

func invent() watch.Executor { return inventor{} }

// Audit implements watch.Executor.
func (inventor) Audit(_ context.Context, d *watch.Draw, _ func(step, last uint32)) (*watch.Verdict, error) {
	if len(d.Blocks) == 0 { // a second look
		return nil, fmt.Errorf("%w: nobody has looked", blob.ErrUnavailable)
	}
	v := &watch.Verdict{}
	_, err := rand.Read(v.Trace[:])
	return v, err
}

// Close implements watch.Executor.
func (inventor) Close() {}
