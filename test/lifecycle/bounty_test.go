// SPDX-License-Identifier: Apache-2.0

package lifecycle_test

import (
	"testing"
	"time"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/program"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

// quiet is an Ethereum on which nothing happens but time, and the key of all the validators' power.
type quiet struct {
	key   *secp256k1.PrivateKey
	chain bridgetypes.Word
	until uint64
}

func (q *quiet) Seen(after uint64, chain bridgetypes.Word, _ uint64) (bridgetypes.Seen, bool) {
	return bridgetypes.Seen{Nonce: 1, Chain: q.chain, Until: q.until}, after == 1 && chain == q.chain
}

func (*quiet) Events(uint64, uint64) []bridgetypes.EthereumEvent { return nil }

func (q *quiet) Address() []byte { return bridgetypes.AddressOf(q.key.PubKey()) }

func (q *quiet) Sign(wanted []bridgetypes.Wanted) [][]byte {
	out := make([][]byte, len(wanted))
	for i, w := range wanted {
		compact := ecdsa.SignCompact(q.key, w.Digest[:], false)
		out[i] = append(append([]byte{}, compact[1:]...), compact[0])
	}
	return out
}

// bountyID is the bounty of openBridge.
var bountyID = append(make([]byte, 31), 1)

// openBridge gives a chain a bridge that knows of a bounty for a specification.
func openBridge(g *devnet.Genesis, q *quiet, spec []byte) error {
	return devnet.Edit(g, bridgetypes.ModuleName, func(s *bridgetypes.GenesisState) {
		at := func(n byte) []byte { return append(make([]byte, 19), n) }
		q.until = uint64(g.Time.Unix())
		s.Params.Enabled, s.Params.EthChainId, s.Params.Contract = true, 1, at(0xc0)
		s.State = bridgetypes.State{Nonce: 1, Chain: q.chain[:], EthTime: q.until, Set: 1, LatestSet: 1}
		operator := sdk.ValAddress(at(1)).String()
		s.Keys = []bridgetypes.Key{{Operator: operator, Address: q.Address(), Current: true}}
		s.Sets = []bridgetypes.Set{{Nonce: 1, Members: []bridgetypes.Member{{Operator: operator, Address: q.Address(), Power: bridgetypes.TotalPower}}}}
		b := bridgetypes.Bounty{
			Id: bountyID, Sponsor: at(2), Token: at(3), Amount: math.NewInt(900), Spec: spec, Deadline: q.until + 30*86_400, Awarded: math.ZeroInt(),
		}
		b.Due = b.RefundTime()
		s.Bounties = []bridgetypes.Bounty{b}
	})
}

// TestBountyOfAWholeJob plays a job to its end; its trainers take their parts of a bounty on Ethereum, which x/job and x/reward say they earned, and
// the validators sign the settlement in blocks of a real chain.
func TestBountyOfAWholeJob(t *testing.T) {
	known := specOf(2)
	require.NoError(t, program.Bind(&known))
	digest := known.Digest()
	q := &quiet{key: secp256k1.PrivKeyFromBytes([]byte{7}), chain: bridgetypes.Keccak([]byte("the constructor's event"))}
	s := newStage(t, 2, devnet.Options{
		BlockTime: 100 * time.Millisecond, InvariantPeriod: 1, Observer: func(int) bridgetypes.Observer { return q },
		Edit: func(g *devnet.Genesis) error { return openBridge(g, q, digest[:]) },
	})
	bridge := bridgetypes.NewQueryClient(s.net.Node(0).Client())
	bounty := func() *bridgetypes.QueryBountyResponse {
		res, err := bridge.Bounty(s.ctx, &bridgetypes.QueryBountyRequest{Id: bountyID})
		require.NoError(t, err)
		return res
	}
	s.register()
	job := s.submitJob()
	take := func(i int) *bridgetypes.MsgClaimBounty {
		return &bridgetypes.MsgClaimBounty{Sender: me(s.trainers[i]), Bounty: bountyID, Job: job, Recipient: append(make([]byte, 19), byte(100+i))}
	}
	_, err := s.trainers[0].Submit(s.ctx, take(0))
	require.ErrorIs(t, err, bridgetypes.ErrNotCompleted)
	s.join(job)
	for round := uint64(1); round <= uint64(s.spec.Rounds.Rounds); round++ {
		s.play(job, round)
	}
	s.complete(job)
	if _, err := s.trainers[0].Submit(s.ctx, take(0)); err != nil {
		require.ErrorIs(t, err, rewardtypes.ErrNotSettled, "before the last late window has ended")
	}
	s.claim(job)
	for i := range s.trainers {
		if _, err := s.trainers[i].Submit(s.ctx, take(i)); err != nil {
			require.ErrorIs(t, err, bridgetypes.ErrClaimed)
		}
	}
	require.NoError(t, s.net.Wait(s.ctx, func() (bool, error) { return bounty().Signed, nil }))
	b := bounty().Bounty
	require.Equal(t, job, b.Bound)
	require.Equal(t, s.job(job).Result.Digest, b.Model)
	require.Equal(t, "800", b.Awarded.String(), "each trainer has 400 of 900 million shares; nobody audited")
	claims, err := bridge.BountyClaims(s.ctx, &bridgetypes.QueryBountyClaimsRequest{Bounty: bountyID})
	require.NoError(t, err)
	require.Len(t, claims.Claims, 2)
	root := bridgetypes.SettlementRoot([]bridgetypes.Word{claims.Claims[0].Leaf(), claims.Claims[1].Leaf()})
	require.Equal(t, root[:], b.Root)
	order, err := bridge.Order(s.ctx, &bridgetypes.QueryOrderRequest{Id: b.Order})
	require.NoError(t, err)
	require.True(t, order.Enough)
	status, err := bridge.Status(s.ctx, &bridgetypes.QueryStatusRequest{})
	require.NoError(t, err)
	require.Empty(t, status.State.Halted)
	next := s.continued(s.export())
	again, err := bridgetypes.NewQueryClient(next.net.Node(0).Client()).Bounty(next.ctx, &bridgetypes.QueryBountyRequest{Id: bountyID})
	require.NoError(t, err)
	require.Equal(t, b.Root, again.Bounty.Root, "an export keeps it")
}
