// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
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

// commitAll hands the node one transaction for each slot, signed before the
// clock starts, and waits until all are committed.
func (s *stage) commitAll(b *testing.B, job, round uint64, slots [][]uint32) {
	b.Helper()
	b.StopTimer()
	nd := s.net.Node(0)
	var txs []cmttypes.Tx
	size := 0
	for i, c := range s.trainers {
		for _, slot := range slots[i] {
			bz := s.signed(trainerName(i), s.unit(c, job, round, slot), time.Duration(len(txs)))
			size += len(bz)
			txs = append(txs, bz)
		}
	}
	b.StartTimer()
	began, from := time.Now(), nd.Height()
	for _, bz := range txs {
		res, err := nd.Client().Client.BroadcastTxSync(s.ctx, bz)
		require.NoError(b, err)
		require.Zero(b, res.Code, res.Log)
	}
	s.waitFor(job, func(j jobtypes.Job) bool { return s.round(job, round).Phase > jobtypes.ROUND_PHASE_TRAINING })
	took, blocks := time.Since(began), nd.Height()-from
	b.ReportMetric(float64(len(txs))/took.Seconds(), "commits/s")
	b.ReportMetric(took.Seconds()*1000/float64(max(blocks, 1)), "ms/block")
	b.ReportMetric(float64(size)/float64(len(txs)), "bytes/tx")
	b.Logf("%d commits of %d bytes in %s, %d blocks", len(txs), size/len(txs), took.Round(time.Millisecond), blocks)
	s.waitFor(job, func(j jobtypes.Job) bool { return j.Round > round || j.Status != jobtypes.JOB_STATUS_RUNNING })
}

// signed is an unordered transaction; n sets it apart from others of the key.
func (s *stage) signed(name string, msg sdk.Msg, n time.Duration) []byte {
	nd := s.net.Node(0)
	config := nd.App().TxConfig()
	account, err := s.submitter.Auth().AccountInfo(s.ctx, &authtypes.QueryAccountInfoRequest{Address: client.FormatAddress(devnet.Address(name))})
	require.NoError(s, err)
	builder := config.NewTxBuilder()
	require.NoError(s, builder.SetMsgs(msg))
	builder.SetGasLimit(200_000)
	builder.SetFeeAmount(sdk.NewCoins(sdk.NewInt64Coin(app.Denom, 1000)))
	builder.SetUnordered(true)
	builder.SetTimeoutTimestamp(time.Now().Add(5*time.Minute + n*time.Microsecond).UTC())
	key := devnet.Key(name)
	mode := signing.SignMode_SIGN_MODE_DIRECT
	require.NoError(s, builder.SetSignatures(signing.SignatureV2{PubKey: key.PubKey(), Data: &signing.SingleSignatureData{SignMode: mode}}))
	sig, err := tx.SignWithPrivKey(s.ctx, mode, authsigning.SignerData{
		ChainID: s.net.ChainID, AccountNumber: account.Info.AccountNumber, PubKey: key.PubKey(), Address: account.Info.Address,
	}, builder, key, config, 0)
	require.NoError(s, err)
	require.NoError(s, builder.SetSignatures(sig))
	bz, err := config.TxEncoder()(builder.GetTx())
	require.NoError(s, err)
	return bz
}
