// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	gov "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// TestBreaker: governance gives an account the right to one message, which it trips. The message is refused then by whatever way it comes, with
// words that say who and until when; work goes on; a reset, or time, ends it.
func TestBreaker(t *testing.T) {
	s := newStage(t, 2, devnet.Options{BlockTime: 100 * time.Millisecond, InvariantPeriod: 5, Edit: func(g *devnet.Genesis) error {
		if err := shortVotes(g); err != nil {
			return err
		}
		return devnet.Edit(g, breakertypes.ModuleName, func(b *breakertypes.GenesisState) { b.Params.MaxBlocks = 100 })
	}})
	validator, guardian := s.open(devnet.ValidatorName(0), 0), s.trainers[1]
	send := sdk.MsgTypeURL(&banktypes.MsgSend{})
	trip := &breakertypes.MsgTrip{Account: me(guardian), Messages: []string{send}, Reason: "a hole in sends"}
	_, err := guardian.Submit(s.ctx, trip)
	require.ErrorIs(t, err, breakertypes.ErrNotGranted)
	s.voted(s.propose(validator, "guard", &breakertypes.MsgGrant{Authority: app.Authority(), Account: me(guardian), Messages: []string{send}}))
	grants, err := s.submitter.Breaker().Grants(s.ctx, &breakertypes.QueryGrantsRequest{})
	require.NoError(t, err)
	require.Equal(t, []breakertypes.Grant{{Account: me(guardian), Messages: []string{send}}}, grants.Grants)

	s.send(guardian, trip)
	pay := &banktypes.MsgSend{FromAddress: me(s.submitter), ToAddress: me(guardian), Amount: sdk.NewCoins(weft(1))}
	_, err = s.submitter.Submit(s.ctx, pay)
	require.ErrorIs(t, err, breakertypes.ErrTripped)
	require.ErrorContains(t, err, me(guardian))
	require.ErrorContains(t, err, "a hole in sends; accepted again at height")

	// By a grant of x/authz, and by a proposal.
	expires := time.Now().Add(time.Hour)
	grant, err := authz.NewMsgGrant(devnet.Address("submitter"), devnet.Address(trainerName(0)), authz.NewGenericAuthorization(send), &expires)
	require.NoError(t, err)
	s.send(s.submitter, grant)
	exec := authz.NewMsgExec(devnet.Address(trainerName(0)), []sdk.Msg{pay})
	_, err = s.trainers[0].Submit(s.ctx, &exec)
	require.ErrorIs(t, err, breakertypes.ErrTripped)
	s.send(s.submitter, &banktypes.MsgMultiSend{
		Inputs:  []banktypes.Input{{Address: me(s.submitter), Coins: sdk.NewCoins(weft(20))}},
		Outputs: []banktypes.Output{{Address: app.Authority(), Coins: sdk.NewCoins(weft(20))}},
	})
	spent := s.voted(s.propose(validator, "spend", &banktypes.MsgSend{FromAddress: app.Authority(), ToAddress: me(guardian), Amount: sdk.NewCoins(weft(1))}))
	if spent.Status == gov.StatusFailed {
		require.Contains(t, spent.FailedReason, breakertypes.ErrTripped.Error())
	} else {
		require.Fail(t, "a proposal does what is refused")
	}
	// Work goes on, and an export holds the trip.
	s.register()
	job := s.submitJob()
	s.join(job)
	s.play(job, 1)

	// Time ends it, and tripping it again begins it again; the one who may resets it.
	tripped, err := s.submitter.Breaker().Tripped(s.ctx, &breakertypes.QueryTrippedRequest{})
	require.NoError(t, err)
	if len(tripped.Trips) > 0 {
		require.NoError(t, s.net.WaitHeight(s.ctx, tripped.Trips[0].Until))
	}
	s.send(s.submitter, pay)
	_, err = guardian.Submit(s.ctx, &breakertypes.MsgReset{Account: me(guardian), Messages: []string{send}})
	require.ErrorIs(t, err, breakertypes.ErrNotTripped)
	s.send(guardian, trip)
	next := s.continued(s.export())
	_, err = next.submitter.Submit(next.ctx, pay)
	require.ErrorIs(t, err, breakertypes.ErrTripped, "an export forgets the trip")
	s.send(guardian, &breakertypes.MsgReset{Account: me(guardian), Messages: []string{send}})
	s.send(s.submitter, pay)
}

// TestBreakerSparesClocks: nobody, governance neither, can have a message refused that a clock waits for.
func TestBreakerSparesClocks(t *testing.T) {
	s := newStage(t, 1, devnet.Options{BlockTime: 100 * time.Millisecond})
	res, err := s.submitter.Breaker().Messages(s.ctx, &breakertypes.QueryMessagesRequest{})
	require.NoError(t, err)
	can := map[string]bool{}
	for _, m := range res.Messages {
		require.NotNil(t, s.net.Node(0).App().MsgServiceRouter().HandlerByTypeURL(m), "%s is no message", m)
		can[m] = true
	}
	require.True(t, can[sdk.MsgTypeURL(&jobtypes.MsgSubmitJob{})])
	begins := map[string]bool{"MsgActivateVerifier": true, "MsgSubmitJob": true, "MsgFundJob": true, "MsgJoinJob": true}
	for m := range can {
		module, name, _ := strings.Cut(strings.TrimPrefix(m, "/weft."), ".v1.")
		switch module {
		case "dispute", "job":
			require.True(t, begins[name], "%s: a clock may wait for it", m)
		case "beacon", "breaker":
			require.Fail(t, m)
		}
		require.NotContains(t, m, "/cosmos.gov.")
		require.NotContains(t, m, "/cosmos.authz.")
	}
	for _, m := range []sdk.Msg{&disputetypes.MsgMove{}, &disputetypes.MsgRevealAudit{}, &disputetypes.MsgChallenge{}, &jobtypes.MsgCommitUnit{}} {
		_, err := s.submitter.Submit(s.ctx, &breakertypes.MsgTrip{Account: me(s.submitter), Messages: []string{sdk.MsgTypeURL(m)}, Reason: "none"})
		require.ErrorIs(t, err, breakertypes.ErrNoTrip)
	}
}
