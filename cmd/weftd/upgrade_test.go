// SPDX-License-Identifier: Apache-2.0

package main

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	gov "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// nextRelease makes a process of this test the weftd of the next release, which knows the upgrade of that name.
const nextRelease = "WEFTD_TEST_UPGRADE"

// release is main, of the release that the environment names.
func release() {
	if name := os.Getenv(nextRelease); name != "" {
		ledger := storetypes.NewKVStoreKey("ledger")
		rehearsal.upgrades = []app.Upgrade{{
			Name: name, Stores: storetypes.StoreUpgrades{Added: []string{ledger.Name()}},
			Migrate: func(ctx context.Context, _ *app.App) error {
				sdk.UnwrapSDKContext(ctx).KVStore(ledger).Set([]byte("upgraded"), []byte(name))
				return nil
			},
		}}
		rehearsal.options = []func(*baseapp.BaseApp){func(b *baseapp.BaseApp) { b.MountStores(ledger) }}
	}
	main()
}

// stage is a node of a chain that starts from the committed export.
type stage struct {
	testing.TB
	ctx  context.Context
	node devnet.Laid
	keys string
	cmd  *exec.Cmd
	end  chan error
	log  string
}

func (r *stage) start(release string) {
	r.Helper()
	log, err := os.OpenFile(r.log, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	require.NoError(r, err)
	exe, err := os.Executable()
	require.NoError(r, err)
	r.cmd = exec.CommandContext(r.ctx, exe, append(r.node.Args(), "--inv-check-period", "1", "--log_no_color")...)
	r.cmd.Args[0] = program // by which the test knows that it is to be weftd
	r.cmd.Env = append(os.Environ(), nextRelease+"="+release)
	r.cmd.Stdout, r.cmd.Stderr = log, log
	require.NoError(r, r.cmd.Start())
	r.end = make(chan error, 1)
	cmd, end := r.cmd, r.end
	go func() {
		err := cmd.Wait()
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			err = nil // its status is asked for below
		}
		end <- errors.Join(err, log.Close())
	}()
	r.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			r.Error(err)
		}
	})
}

// ended waits until the node has ended by itself.
func (r *stage) ended() (status int, log string) {
	r.Helper()
	select {
	case err := <-r.end:
		require.NoError(r, err)
	case <-r.ctx.Done():
		require.FailNow(r, "the node does not end", tail(r.log))
	}
	bz, err := os.ReadFile(r.log)
	require.NoError(r, err)
	return r.cmd.ProcessState.ExitCode(), string(bz)
}

// open opens a client when the node answers.
func (r *stage) open(key string) *client.Client {
	r.Helper()
	keys, err := devnet.NewKeyring(r.keys, key)
	require.NoError(r, err)
	var c *client.Client
	for {
		c, err = client.New(r.ctx, client.Config{
			ChainID: "weft-fixture-1", Node: r.node.RPC, Identity: client.Identity{Key: key}, Keyring: keys,
			GasPrices: "0.001" + app.Denom, PollInterval: 50 * time.Millisecond,
			Interfaces: []func(codectypes.InterfaceRegistry){gov.RegisterInterfaces, upgradetypes.RegisterInterfaces},
		})
		if err == nil && c.Height() > 0 {
			break
		}
		if c != nil {
			require.NoError(r, c.Close())
		}
		select {
		case <-r.ctx.Done():
			require.FailNow(r, "the node does not answer", "%v\n%s", err, tail(r.log))
		case <-time.After(100 * time.Millisecond):
		}
	}
	r.Cleanup(func() { _ = c.Close() })
	return c
}

// exported is the genesis of testdata/upgrade/export.json.gz; TestFixture of test/lifecycle says how it is made anew.
func exported(t *testing.T) *cmttypes.GenesisDoc {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "upgrade", "export.json.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	bz, err := io.ReadAll(z)
	require.NoError(t, err)
	doc, err := cmttypes.GenesisDocFromJSON(bz)
	require.NoError(t, err)
	return doc
}

// state is what must be the same before and after the upgrade.
type state struct {
	Jobs     []jobtypes.Job
	Round    jobtypes.Round
	Provider staketypes.Provider
	Beacon   beacontypes.Round
}

func (r *stage) state(c *client.Client) (s state) {
	r.Helper()
	jobs, err := c.Job().Jobs(r.ctx, &jobtypes.QueryJobsRequest{})
	require.NoError(r, err)
	require.Len(r, jobs.Jobs, 2)
	s.Jobs = jobs.Jobs
	round, err := c.Job().Round(r.ctx, &jobtypes.QueryRoundRequest{Job: 2, Round: 1})
	require.NoError(r, err)
	s.Round = round.Round
	provider, err := c.Stake().Provider(r.ctx, &staketypes.QueryProviderRequest{Operator: client.FormatAddress(devnet.Address("trainer0"))})
	require.NoError(r, err)
	s.Provider = provider.Provider
	beacon, err := c.Beacon().Round(r.ctx, &beacontypes.QueryRoundRequest{Round: 2})
	require.NoError(r, err)
	s.Beacon = beacon.Round
	return s
}

// TestUpgrade starts a chain from what the release before has exported, has governance schedule an upgrade that adds a store, sees this
// release end at its height, and the next one go on with the same state; and the one that goes on does not go back.
func TestUpgrade(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	dir := t.TempDir()
	laid, err := devnet.Prepare(devnet.Options{Dir: dir, Doc: exported(t), BlockTime: 100 * time.Millisecond})
	require.NoError(t, err)
	r := &stage{TB: t, ctx: ctx, node: laid[0], keys: t.TempDir(), log: filepath.Join(dir, "log")}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(tail(r.log))
		}
	})
	r.start("")
	validator := r.open(devnet.ValidatorName(0))
	before := r.state(validator)

	authority := app.Authority()
	plan := upgradetypes.Plan{Name: "next", Height: validator.Height() + 60}
	p, err := gov.NewMsgSubmitProposal([]sdk.Msg{&upgradetypes.MsgSoftwareUpgrade{Authority: authority, Plan: plan}},
		sdk.NewCoins(sdk.NewInt64Coin(app.Denom, 10_000_000)), validator.Sender().Operator(), "", "next", "next", false)
	require.NoError(t, err)
	res, err := validator.Submit(ctx, p)
	require.NoError(t, err)
	answer, err := client.Response[*gov.MsgSubmitProposalResponse](res)
	require.NoError(t, err)
	_, err = validator.Submit(ctx, &gov.MsgVote{ProposalId: answer.ProposalId, Voter: validator.Sender().Operator(), Option: gov.OptionYes})
	require.NoError(t, err)

	status, log := r.ended()
	require.Equal(t, 1, status)
	require.Contains(t, log, `error: upgrade "next" is due at block`)
	require.FileExists(t, filepath.Join(r.node.Home, "data", "upgrade-info.json"))

	r.start("next")
	validator = r.open(devnet.ValidatorName(0))
	require.NoError(t, validator.WaitHeight(ctx, plan.Height+3))
	applied, err := upgradetypes.NewQueryClient(validator.Conn()).AppliedPlan(ctx, &upgradetypes.QueryAppliedPlanRequest{Name: "next"})
	require.NoError(t, err)
	require.Equal(t, plan.Height, applied.Height)
	versions, err := upgradetypes.NewQueryClient(validator.Conn()).ModuleVersions(ctx, &upgradetypes.QueryModuleVersionsRequest{})
	require.NoError(t, err)
	have := map[string]uint64{}
	for _, v := range versions.ModuleVersions {
		have[v.Name] = v.Version
	}
	for _, name := range []string{beacontypes.ModuleName, staketypes.ModuleName, jobtypes.ModuleName, "reward", "dispute", authtypes.ModuleName} {
		require.NotZero(t, have[name], name)
	}
	require.Equal(t, before, r.state(validator))
	_, err = validator.Submit(ctx, &jobtypes.MsgFundJob{Funder: validator.Sender().Operator(), Job: 2, Amount: sdk.NewInt64Coin(app.Denom, 5)})
	require.NoError(t, err)

	require.NoError(t, r.cmd.Process.Signal(os.Interrupt))
	_, log = r.ended()
	require.NotContains(t, log, "panic")
	r.start("")
	status, log = r.ended()
	require.NotZero(t, status, "a release that does not know an upgrade that was made goes on:\n%s", log)
}
