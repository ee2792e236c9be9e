// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"
	"fmt"
	"io"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/game"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// poisoned looks for a number that is not finite in the state that a step left,
// and opens the chunk that holds it. The leaf of the step is right, so that the
// state is the committed one. Where such a number is no fraud none is looked for.
func (found *Finding) poisoned(s *came, x *row) error {
	f, result := s.facts, s.result
	if !f.Finite || f.New == nil {
		return nil
	}
	content, nodes, err := x.blob(result.State)
	if err != nil {
		return err
	}
	at, bad, err := game.FindNonFinite(f.New, io.NewSectionReader(content, int64(f.New.HeaderSize()), int64(f.New.DataSize())))
	if err != nil || !bad {
		return err
	}
	chunk := commit.Range{Offset: at / commit.ChunkSize * commit.ChunkSize}
	chunk.Length = min(commit.ChunkSize, result.State.Size-chunk.Offset)
	if found.proof, err = result.State.Prove(chunk, content, nodes); err != nil {
		return err
	}
	found.Claim, found.NonFinite, found.At = game.Claim{Result: result}, true, at
	return nil
}

// Expose shows the chain the number of a finding that is not finite. The unit is
// false from then on; what is returned is the reward.
func (p *Party) Expose(ctx context.Context, found *Finding) (math.Int, error) {
	reporter, err := p.operator()
	if err != nil {
		return math.Int{}, err
	}
	if !found.NonFinite {
		return math.Int{}, fmt.Errorf("%w: step %d of %v is finite; Challenge is for a leaf that is wrong", ErrConfig, found.Step, found.Unit)
	}
	path, err := flatPath(found.leaves, found.Step)
	if err != nil {
		return math.Int{}, err
	}
	res, err := p.cfg.Client.Submit(ctx, &disputetypes.MsgReportNonFinite{
		Reporter: reporter, Job: found.Unit.Job, Round: found.Unit.Round, Slot: found.Unit.Slot, Step: found.Step,
		State: jobtypes.WireID(found.Claim.State), Out: found.Claim.Out, Path: path, Offset: found.At, Proof: found.proof,
	})
	if err != nil {
		return math.Int{}, err
	}
	reward := math.ZeroInt()
	for _, e := range client.EventsOf[*disputetypes.EventFraudProven](res.Events) {
		reward = reward.Add(e.Reward)
	}
	return reward, nil
}
