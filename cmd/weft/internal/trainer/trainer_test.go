// SPDX-License-Identifier: Apache-2.0

package trainer_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"cosmossdk.io/math"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/game"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec/spectest"
	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/cmd/weft/internal/trainer"
	"github.com/weft-network/weft/internal/promtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/trainer/worker"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const (
	operator = "operator"
	hot      = "hot"
)

// chain starts a chain, and gives a client for any of its keys.
func chain(t *testing.T) func(id client.Identity) *client.Client {
	t.Helper()
	net, err := devnet.Start(t.Context(), devnet.Options{
		BlockTime: 60 * time.Millisecond, Dir: t.TempDir(), Accounts: []devnet.Account{{Name: operator}, {Name: hot}, {Name: "submitter"}},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, net.Close()) })
	require.NoError(t, net.WaitBlocks(t.Context(), 2))
	return func(id client.Identity) *client.Client {
		c, err := client.New(t.Context(), client.Config{
			ChainID: net.ChainID, Node: net.Node(0).RPC, Keyring: net.Keyring, Identity: id, PollInterval: 20 * time.Millisecond,
		})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, c.Close()) })
		return c
	}
}

// config is a trainer that listens on loopback.
func config(t *testing.T, c *client.Client) trainer.Config {
	t.Helper()
	kernel, err := cpu.New("auto")
	require.NoError(t, err)
	return trainer.Config{Client: c, Home: t.TempDir(), Kernel: kernel, Threads: 1, Store: ipfs.Config{Listen: []string{"/ip4/127.0.0.1/tcp/0"}}}
}

func weft(n int64) sdk.Coin { return sdk.NewInt64Coin(app.Denom, n*1_000_000) }

func record(t *testing.T, c *client.Client) staketypes.Profile {
	t.Helper()
	res, err := c.Stake().Provider(t.Context(), &staketypes.QueryProviderRequest{Operator: c.Sender().Operator()})
	require.NoError(t, err)
	return res.Provider.Profile
}

// TestRecord: a trainer registers its operator if it is told to, and its record
// says where the store is, also after the store has moved. A key that may only
// work says what the operator must do instead.
func TestRecord(t *testing.T) {
	open := chain(t)
	c := open(client.Identity{Key: operator})
	cfg := config(t, c)
	_, err := trainer.Open(t.Context(), cfg)
	require.ErrorIs(t, err, member.ErrNotProvider)
	require.ErrorContains(t, err, "weft provider register")

	cfg.Bond, cfg.Moniker = weft(1000), "the first"
	for range 2 { // the second time at another port
		tr, err := trainer.Open(t.Context(), cfg)
		require.NoError(t, err)
		p := record(t, c)
		require.Equal(t, "the first", p.Moniker)
		require.Equal(t, tr.Store().PeerID(), p.PeerId)
		require.Len(t, p.Addresses, 1)
		require.Contains(t, tr.Store().Addrs()[0], p.Addresses[0])
		require.NoError(t, tr.Close())
	}

	var grants []sdk.Msg
	for _, name := range providers.HotMessages {
		packed, err := codectypes.NewAnyWithValue(authz.NewGenericAuthorization(name))
		require.NoError(t, err)
		end := time.Now().Add(time.Hour)
		grants = append(grants, &authz.MsgGrant{
			Granter: devnet.Address(operator).String(), Grantee: devnet.Address(hot).String(),
			Grant: authz.Grant{Authorization: packed, Expiration: &end},
		})
	}
	_, err = c.Submit(t.Context(), grants...)
	require.NoError(t, err)
	var log bytes.Buffer
	before := record(t, c)
	cfg.Client, cfg.Log = open(client.Identity{Key: hot, Operator: c.Sender().Operator()}), slog.New(slog.NewTextHandler(&log, nil))
	tr, err := trainer.Open(t.Context(), cfg)
	require.NoError(t, err)
	require.NoError(t, tr.Close())
	require.Equal(t, before, record(t, c))
	require.Contains(t, log.String(), "weft provider update --from <operator> --peer-id "+before.PeerId)
}

// TestPolicy: of the open jobs the one is taken that pays best, if it pays
// enough; named jobs are taken as they are, and when they have ended there is
// nothing left to do.
func TestPolicy(t *testing.T) {
	open := chain(t)
	submitter := open(client.Identity{Key: "submitter"})
	for _, price := range []uint64{1_000_000, 3_000_000, 2_000_000} {
		s := spectest.Tiny()
		s.Price.Unit, s.Windows.MaxWait = price, 1000
		require.NoError(t, program.Bind(s))
		_, err := submitter.Submit(t.Context(), &jobtypes.MsgSubmitJob{
			Submitter: submitter.Sender().Operator(), Title: "a job", Spec: *s, Deposit: weft(100),
		})
		require.NoError(t, err)
	}
	cfg := config(t, open(client.Identity{Key: operator}))
	cfg.Bond, cfg.Moniker = weft(1000), "a trainer"
	taken := func(p trainer.Policy) uint64 {
		cfg.Policy = p
		tr, err := trainer.Open(t.Context(), cfg)
		require.NoError(t, err)
		defer func() { require.NoError(t, tr.Close()) }()
		job, err := tr.Choose(t.Context())
		require.NoError(t, err)
		return job
	}
	require.Equal(t, uint64(2), taken(trainer.Policy{}))
	require.Equal(t, uint64(3), taken(trainer.Policy{Jobs: []uint64{3}}))
	most := new(big.Rat).SetInt64(1 << 62)
	require.Zero(t, taken(trainer.Policy{MinPrice: most}))

	_, err := submitter.Submit(t.Context(), &jobtypes.MsgCancelJob{Submitter: submitter.Sender().Operator(), Job: 3})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		res, err := submitter.Job().Job(t.Context(), &jobtypes.QueryJobRequest{Job: 3})
		return err == nil && res.Job.EndedHeight != 0
	}, 10*time.Second, 20*time.Millisecond)
	cfg.Policy = trainer.Policy{Jobs: []uint64{3}}
	tr, err := trainer.Open(t.Context(), cfg)
	require.NoError(t, err)
	require.NoError(t, tr.Run(t.Context(), func(uint64, worker.Result) error { return nil }))
	require.NoError(t, tr.Close())
}

// TestMetrics reads what Prometheus would, of a machine that runs: everything that
// dashboards and alerts ask for is there.
func TestMetrics(t *testing.T) {
	m, err := trainer.ServeMetrics(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, m.Close()) }()
	for step := uint32(1); step <= 3; step++ {
		m.Report(worker.Progress{Job: 7, Round: 2, Phase: worker.PhaseTrain, Step: step, Steps: 3, Loss: 1.5, Tokens: uint64(step) * 64})
	}
	m.Report(worker.Progress{Job: 7, Round: 2, Phase: worker.PhaseCommit, Tokens: 192})
	for g, outcome := range []disputetypes.Outcome{disputetypes.OUTCOME_FALSE_CHALLENGE, disputetypes.OUTCOME_DEFENDER_LATE, disputetypes.OUTCOME_UNSPECIFIED} {
		r := watch.Report{Game: uint64(g), Side: game.Defender, Met: true}
		m.Game(r)
		r.Met, r.Moved = false, "open"
		m.Game(r)
		r.Moved, r.Outcome = "", outcome
		m.Game(r)
	}
	page := get(t.Context(), t, "http://"+m.Addr()+"/metrics")
	for _, line := range []string{
		"weft_trainer_steps_total 3", "weft_trainer_units_total 1", "weft_trainer_tokens 192", "weft_trainer_loss 1.5",
		`weft_trainer_round{job="7"} 2`, `weft_trainer_phase{phase="commit"} 1`, `weft_trainer_phase{phase="train"} 0`,
		`weft_trainer_games{state="open"} 1`, `weft_trainer_games{state="won"} 1`, `weft_trainer_games{state="lost"} 1`,
	} {
		require.Contains(t, page, line+"\n")
	}
	cfg := config(t, chain(t)(client.Identity{Key: operator}))
	cfg.Bond, cfg.Moniker = weft(1000), "a trainer"
	machine, err := trainer.Open(t.Context(), cfg)
	require.NoError(t, err)
	defer func() { require.NoError(t, machine.Close()) }()
	m.Watch(machine.Store())
	m.Look(t.Context(), machine.Member, machine.Kernel())
	read := func() string { return get(t.Context(), t, "http://"+m.Addr()+"/metrics") }
	stand(t, m.Metrics, read)
	for _, file := range []string{"dashboards/trainer.json", "alerts/trainer.yml"} {
		require.Empty(t, promtest.Faults("../../../../contrib/monitoring/"+file, read()))
	}
	require.Equal(t, "ok", strings.TrimSpace(get(t.Context(), t, "http://"+m.Addr()+"/healthz")))
	_, err = trainer.ServeMetrics(t.Context(), m.Addr())
	require.ErrorContains(t, err, "--metrics")
}

// stand waits until the metrics have what the chain says, and has them show what
// a new chain has not: a slot in a round, and a game.
func stand(t *testing.T, m *member.Metrics, read func() string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(read(), `_check{check="registered",required="true"} 1`) }, 20*time.Second, 20*time.Millisecond)
	text := read()
	for _, line := range []string{`_build_info{`, "_chain_height ", "_peers 0\n", `_stake_uweft{state="bonded"} 1e+09`, `_earnings_uweft{state="claimable"} 0`} {
		require.Contains(t, text, line)
	}
	require.NotContains(t, text, "_wallet_uweft 0\n")
	require.NotContains(t, text, "_status_timestamp_seconds 0\n")
	m.Status(&providers.Status{
		Wallet: math.NewInt(5), Checks: []screen.Check{{Name: "not jailed", Required: true}},
		Slots: []providers.Slot{{Job: 7, Slot: 1, Deadline: 90, Earning: "yes: it is"}, {Job: 7, Slot: 2, Earning: "not yet"}},
	}, 40)
	m.Playing(map[uint64]disputetypes.Game{
		3: {Defender: "me", Turn: disputetypes.SIDE_DEFENDER, Deadline: 100}, 4: {Challenger: "me", Turn: disputetypes.SIDE_DEFENDER, Deadline: 41},
		5: {Challenger: "me", Turn: disputetypes.SIDE_CHALLENGER, Deadline: 50},
	}, "me", 40)
	text = read()
	for _, line := range []string{
		`_wallet_uweft 5`, `_check{check="not_jailed",required="true"} 0`, `_slot_earning{job="7",slot="1"} 1`, `_slot_earning{job="7",slot="2"} 0`,
		`_slot_deadline_blocks{job="7",slot="1"} 50`, `_game_deadline_blocks{game="3",turn="mine"} 60`, `_game_deadline_blocks{game="4",turn="theirs"} 1`,
		`_game_deadline_blocks{game="5",turn="mine"} 10`,
	} {
		require.Contains(t, text, line+"\n")
	}
}

func get(ctx context.Context, t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, res.Body.Close()) }()
	require.Equal(t, http.StatusOK, res.StatusCode)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(body)
}
