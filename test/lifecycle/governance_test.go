// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	gov "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// governed is how one module's parameters are changed.
type governed struct {
	module string
	// update is the message by which an authority sets a parameter to a value, the others as they are.
	update func(authority string, value uint64) sdk.Msg
	// now is the parameter as the chain answers it.
	now func() uint64
	// good is a value within the bounds, bad one out of them, words those of the refusal.
	good, bad uint64
	words     string
}

// governance lists every module of the protocol, its parameters read from the chain.
func (s *stage) governance() []governed {
	s.Helper()
	job, err := s.submitter.Job().Params(s.ctx, &jobtypes.QueryParamsRequest{})
	require.NoError(s, err)
	stake, err := s.submitter.Stake().Params(s.ctx, &staketypes.QueryParamsRequest{})
	require.NoError(s, err)
	dispute, err := s.submitter.Dispute().Params(s.ctx, &disputetypes.QueryParamsRequest{})
	require.NoError(s, err)
	reward, err := s.submitter.Reward().Params(s.ctx, &rewardtypes.QueryParamsRequest{})
	require.NoError(s, err)
	beacon, err := s.submitter.Beacon().Params(s.ctx, &beacontypes.QueryParamsRequest{})
	require.NoError(s, err)
	return []governed{
		{
			"job", func(a string, v uint64) sdk.Msg {
				p := job.Params
				p.MaxLate = v
				return &jobtypes.MsgUpdateParams{Authority: a, Params: p}
			}, func() uint64 {
				res, err := s.submitter.Job().Params(s.ctx, &jobtypes.QueryParamsRequest{})
				require.NoError(s, err)
				return res.Params.MaxLate
			}, 1234, 0, "max_late is 0, allowed 1 to",
		},
		{
			"stake", func(a string, v uint64) sdk.Msg {
				p := stake.Params
				p.JailBlocks = v
				return &staketypes.MsgUpdateParams{Authority: a, Params: p}
			}, func() uint64 {
				res, err := s.submitter.Stake().Params(s.ctx, &staketypes.QueryParamsRequest{})
				require.NoError(s, err)
				return res.Params.JailBlocks
			}, 1234, staketypes.MaxBlocks + 1, "jail_blocks 126144001, allowed 1 to",
		},
		{
			"dispute", func(a string, v uint64) sdk.Msg {
				p := dispute.Params
				p.SealBlocks = v
				return &disputetypes.MsgUpdateParams{Authority: a, Params: p}
			}, func() uint64 {
				res, err := s.submitter.Dispute().Params(s.ctx, &disputetypes.QueryParamsRequest{})
				require.NoError(s, err)
				return res.Params.SealBlocks
			}, 1234, 1, "seal_blocks is 1, allowed 2 to",
		},
		{
			"reward", func(a string, v uint64) sdk.Msg {
				p := reward.Params
				p.VestRounds = v
				return &rewardtypes.MsgUpdateParams{Authority: a, Params: p}
			}, func() uint64 {
				res, err := s.submitter.Reward().Params(s.ctx, &rewardtypes.QueryParamsRequest{})
				require.NoError(s, err)
				return res.Params.VestRounds
			}, 12, 0, "vest_rounds 0: want 1 to",
		},
		{
			"beacon", func(a string, v uint64) sdk.Msg {
				p := beacon.Params
				p.KeepBlocks = v
				return &beacontypes.MsgUpdateParams{Authority: a, Params: p}
			}, func() uint64 {
				res, err := s.submitter.Beacon().Params(s.ctx, &beacontypes.QueryParamsRequest{})
				require.NoError(s, err)
				return res.Params.KeepBlocks
			}, beacontypes.MinKeepBlocks + 1, beacontypes.MaxKeepBlocks + 1, "keep_blocks",
		},
	}
}

// shortVotes makes proposals end within seconds.
func shortVotes(g *devnet.Genesis) error {
	return devnet.Edit(g, govtypes.ModuleName, func(s *gov.GenesisState) {
		voting, expedited := 3*time.Second, time.Second
		s.Params.VotingPeriod, s.Params.ExpeditedVotingPeriod = &voting, &expedited
	})
}

// propose sends a proposal with a part of its deposit, of which somebody else pays the rest, and the validator's vote for it.
func (s *stage) propose(validator *client.Client, title string, msgs ...sdk.Msg) uint64 {
	s.Helper()
	p, err := gov.NewMsgSubmitProposal(msgs, sdk.NewCoins(weft(1)), me(s.submitter), "", title, title, false)
	require.NoError(s, err)
	answer, err := client.Response[*gov.MsgSubmitProposalResponse](s.send(s.submitter, p))
	require.NoError(s, err)
	require.Equal(s, gov.StatusDepositPeriod, s.proposal(answer.ProposalId).Status)
	s.send(s.trainers[0], &gov.MsgDeposit{ProposalId: answer.ProposalId, Depositor: me(s.trainers[0]), Amount: sdk.NewCoins(weft(9))})
	s.send(validator, &gov.MsgVote{ProposalId: answer.ProposalId, Voter: me(validator), Option: gov.OptionYes})
	return answer.ProposalId
}

func (s *stage) proposal(id uint64) *gov.Proposal {
	s.Helper()
	res, err := gov.NewQueryClient(s.submitter.Conn()).Proposal(s.ctx, &gov.QueryProposalRequest{ProposalId: id})
	require.NoError(s, err)
	return res.Proposal
}

// voted waits until a proposal is decided.
func (s *stage) voted(id uint64) *gov.Proposal {
	s.Helper()
	require.NoError(s, s.net.Wait(s.ctx, func() (bool, error) {
		status := s.proposal(id).Status
		return status != gov.StatusDepositPeriod && status != gov.StatusVotingPeriod, nil
	}))
	return s.proposal(id)
}

// TestGovernance changes a parameter of every module by a proposal. One out of its bounds passes the vote and changes nothing; nobody but
// governance can send the message, in a proposal or out of it.
func TestGovernance(t *testing.T) {
	s := newStage(t, 1, devnet.Options{BlockTime: 100 * time.Millisecond, InvariantPeriod: 5, Edit: shortVotes})
	validator := s.open(devnet.ValidatorName(0), 0)
	table := s.governance()
	good, bad := make([]uint64, len(table)), make([]uint64, len(table))
	for i, m := range table {
		require.NotEqual(t, m.good, m.now(), m.module)
		_, err := s.submitter.Submit(s.ctx, m.update(me(s.submitter), m.good))
		require.ErrorContains(t, err, "expected "+app.Authority(), m.module)
		_, err = s.submitter.Submit(s.ctx, m.update(app.Authority(), m.good))
		require.Error(t, err, "%s: the signature of governance cannot be made up", m.module)
		p, err := gov.NewMsgSubmitProposal([]sdk.Msg{m.update(me(s.submitter), m.good)}, nil, me(s.submitter), "", "mine", "mine", false)
		require.NoError(t, err)
		_, err = s.submitter.Submit(s.ctx, p)
		require.ErrorIs(t, err, govtypes.ErrInvalidSigner, m.module)

		bad[i] = s.propose(validator, m.module, m.update(app.Authority(), m.bad))
		good[i] = s.propose(validator, m.module, m.update(app.Authority(), m.good))
	}
	for i, m := range table {
		failed := s.voted(bad[i])
		require.Equal(t, gov.StatusFailed, failed.Status, m.module)
		require.Contains(t, failed.FailedReason, m.words, m.module)
		require.Equal(t, gov.StatusPassed, s.voted(good[i]).Status, m.module)
		require.Equal(t, m.good, m.now(), m.module)
	}
}
