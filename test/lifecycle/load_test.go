// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// BenchmarkCommits is how many transactions of the size of a commit one
// validator takes into blocks a second: 16 trainers hold 16 slots each of one
// job and commit all of them at once, 64 steps a unit.
func BenchmarkCommits(b *testing.B) {
	const trainers, each = 16, 16
	s := newStage(b, trainers, devnet.Options{BlockTime: 250 * time.Millisecond})
	s.spec.Rounds.Slots, s.spec.Rounds.Quorum, s.spec.Rounds.Rounds = trainers*each, trainers*each, 1000
	s.spec.Inner.Steps, s.spec.Audit.AnchorEvery = 64, 8
	s.spec.Price.Unit, s.spec.Price.VerifierFee, s.spec.Price.SlotStake = 1000, 0, 1_000_000
	s.spec.Windows.Training = 2000
	s.register()
	job := s.submitJob()
	slots := make([][]uint32, trainers)
	s.together(func(i int, c *client.Client) error {
		for range each {
			res, err := c.Submit(s.ctx, &jobtypes.MsgJoinJob{Operator: me(c), Job: job})
			if err != nil {
				return err
			}
			answer, err := client.Response[*jobtypes.MsgJoinJobResponse](res)
			if err != nil {
				return err
			}
			slots[i] = append(slots[i], answer.Slot)
		}
		return nil
	})
	s.waitFor(job, func(j jobtypes.Job) bool { return j.Round == 1 })

	round := uint64(0)
	for b.Loop() {
		round++
		s.commitAll(b, job, round, slots)
	}
}

// commitAll has every trainer commit all its slots, each in a transaction of
// its own, unordered so that they go out together.
func (s *stage) commitAll(b *testing.B, job, round uint64, slots [][]uint32) {
	began, from := time.Now(), s.net.Height()
	bytes, count := 0, 0
	var g errgroup.Group
	for i, c := range s.trainers {
		for _, slot := range slots[i] {
			msg := s.unit(c, job, round, slot)
			bytes += msg.Size()
			count++
			g.Go(func() error {
				_, err := c.Send(s.ctx, client.Tx{Messages: []sdk.Msg{msg}, Gas: 400_000, Unordered: true})
				return err
			})
		}
	}
	require.NoError(b, g.Wait())
	took, blocks := time.Since(began), s.net.Height()-from
	b.ReportMetric(float64(count)/took.Seconds(), "commits/s")
	b.ReportMetric(took.Seconds()*1000/float64(max(blocks, 1)), "ms/block")
	b.ReportMetric(float64(bytes)/float64(count), "bytes/commit")
	b.Log(fmt.Sprintf("%d commits of %d bytes in %s, %d blocks", count, bytes/count, took.Round(time.Millisecond), blocks))
}
