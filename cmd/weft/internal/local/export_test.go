// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"

	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// Kill ends the process of a trainer, or after them of a verifier, as a power cut
// would.
func (n *Network) Kill(i int) error {
	h, ok := n.hands[i].(*outside)
	if !ok {
		return ErrOptions
	}
	return h.kill()
}

// Rehire starts one of them again.
func (n *Network) Rehire(ctx context.Context, i int) (err error) {
	if i < n.o.Trainers {
		n.hands[i], err = n.hire(ctx, i)
	} else {
		n.hands[i], err = n.hireVerifier(ctx, i-n.o.Trainers)
	}
	return err
}

// Revive starts those again that ended by themselves, as the manager of a
// machine's services does.
func (n *Network) Revive(ctx context.Context) error {
	for i, h := range n.hands {
		if h.failed() == nil {
			continue
		}
		if err := n.Rehire(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// KillNode ends the validator's process as a power cut would, and starts it
// again after a while.
func (n *Network) KillNode(ctx context.Context, pause func()) (err error) {
	if err := n.chain.node.kill(); err != nil {
		return err
	}
	pause()
	if n.chain.node, err = n.chain.again(); err != nil {
		return err
	}
	return n.chain.awaitBlocks(ctx)
}

// Ended reports whether the job has ended.
func (n *Network) Ended(ctx context.Context) (bool, error) {
	res, err := n.client.Job().Job(ctx, &jobtypes.QueryJobRequest{Job: n.Job})
	if err != nil {
		return false, err
	}
	return jobs.Ended(res.Job.Status), nil
}

// Spawn starts a process and gives its number.
func Spawn(home, program string, args ...string) (int, error) {
	o := Options{Home: home}
	r, err := o.spawn(process{name: program, program: program, args: args})
	if err != nil {
		return 0, err
	}
	return r.cmd.Process.Pid, nil
}
