// SPDX-License-Identifier: Apache-2.0

package verifier_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
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
	"github.com/weft-network/weft/cmd/weft/internal/member"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/cmd/weft/internal/verifier"
	"github.com/weft-network/weft/internal/promtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/trainer/kernel/cpu"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
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
		BlockTime: 60 * time.Millisecond, Dir: t.TempDir(), Accounts: []devnet.Account{{Name: operator}, {Name: hot}},
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

// config is a verifier that listens on loopback.
func config(t *testing.T, c *client.Client) verifier.Config {
	t.Helper()
	kernel, err := cpu.New("auto")
	require.NoError(t, err)
	return verifier.Config{Client: c, Home: t.TempDir(), Kernel: kernel, Threads: 1, Store: ipfs.Config{Listen: []string{"/ip4/127.0.0.1/tcp/0"}}}
}

func weft(n int64) sdk.Coin { return sdk.NewInt64Coin(app.Denom, n*1_000_000) }

// open opens a verifier for as long as the test lasts.
func open(t *testing.T, cfg verifier.Config) *verifier.Verifier {
	t.Helper()
	v, err := verifier.Open(t.Context(), cfg)
	require.NoError(t, err)
	return v
}

func record(t *testing.T, c *client.Client) staketypes.Profile {
	t.Helper()
	res, err := c.Stake().Provider(t.Context(), &staketypes.QueryProviderRequest{Operator: c.Sender().Operator()})
	require.NoError(t, err)
	return res.Provider.Profile
}

func seat(t *testing.T, c *client.Client) *disputetypes.Verifier {
	t.Helper()
	v, err := providers.Verifier(t.Context(), c, c.Sender().Operator())
	require.NoError(t, err)
	return v
}

// log is what a verifier logs.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.text.String(), text)
}

// TestSeat: a verifier makes its operator a provider, has the record name its
// key, and takes part with the stake that was given: not without one, not less
// than is locked, and again after the record lost the key. One that leaves is not
// brought back.
func TestSeat(t *testing.T) {
	dial := chain(t)
	c := dial(client.Identity{Key: operator})
	cfg := config(t, c)
	_, err := verifier.Open(t.Context(), cfg)
	require.ErrorIs(t, err, verifier.ErrInactive)
	require.ErrorContains(t, err, "give --stake, 100weft or more")
	cfg.Stake = weft(150)
	_, err = verifier.Open(t.Context(), cfg)
	require.ErrorIs(t, err, member.ErrNotProvider)

	cfg.Bond = weft(1000)
	v := open(t, cfg)
	p := record(t, c)
	require.Equal(t, []byte(v.PublicKey()), p.VrfKey)
	require.Equal(t, v.Store().PeerID(), p.PeerId)
	require.True(t, strings.HasPrefix(p.Moniker, "verifier "), p.Moniker)
	require.True(t, seat(t, c).Active)
	require.NoError(t, v.Close())

	cfg.Stake = weft(100) // less is locked only after leaving
	require.NoError(t, open(t, cfg).Close())
	require.Equal(t, weft(150).Amount, seat(t, c).Stake)
	cfg.Stake = weft(180)
	var heard log
	cfg.Log = slog.New(slog.NewTextHandler(&heard, nil))
	v = open(t, cfg)
	require.Equal(t, weft(180).Amount, seat(t, c).Stake)
	require.True(t, heard.has("this chain has no beacon"))

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- v.Run(ctx) }()
	_, err = c.Submit(t.Context(), &staketypes.MsgUpdateProvider{
		Operator: c.Sender().Operator(), Clear: []staketypes.ProfileField{staketypes.ProfileFieldVRFKey},
	})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return heard.has("it is activated again") && seat(t, c).Active }, 20*time.Second, 20*time.Millisecond)
	require.Equal(t, []byte(v.PublicKey()), record(t, c).VrfKey)
	_, err = c.Submit(t.Context(), &disputetypes.MsgDeactivateVerifier{Operator: c.Sender().Operator()})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return heard.has("takes part in audits no more; start weft verify again") }, 20*time.Second, 20*time.Millisecond)
	require.Nil(t, seat(t, c))
	stop()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.NoError(t, v.Close())
}

// TestLeave: who leaves ends when nothing is owed, also the second time.
func TestLeave(t *testing.T) {
	c := chain(t)(client.Identity{Key: operator})
	cfg := config(t, c)
	cfg.Bond, cfg.Stake = weft(1000), weft(200)
	require.NoError(t, open(t, cfg).Close())
	cfg.Stake, cfg.Leave = sdk.Coin{}, true
	for range 2 {
		v := open(t, cfg)
		require.NoError(t, v.Run(t.Context()))
		require.NoError(t, v.Close())
		require.Nil(t, seat(t, c), "nothing was reported, so that the stake is free at once")
	}
}

// TestKey: the file of the key is made once, is for its owner alone, and is never
// replaced, nor the record's, unless that is asked for.
func TestKey(t *testing.T) {
	c := chain(t)(client.Identity{Key: operator})
	cfg := config(t, c)
	cfg.Bond, cfg.Stake = weft(1000), weft(200)
	path := filepath.Join(cfg.Home, "vrf.key")
	v := open(t, cfg)
	first := v.PublicKey()
	require.NoError(t, v.Close())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	left, err := filepath.Glob(path + "*")
	require.NoError(t, err)
	require.Equal(t, []string{path}, left, "no draft stays behind")
	v = open(t, cfg)
	require.Equal(t, first, v.PublicKey())
	require.NoError(t, v.Close())

	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	refused := func(text string) {
		t.Helper()
		_, err := verifier.Open(t.Context(), cfg)
		require.ErrorIs(t, err, verifier.ErrKey)
		require.ErrorContains(t, err, text)
	}
	for _, bad := range []string{"", string(kept[:64]), string(kept) + "\n", strings.Repeat("x", 64) + "\n"} {
		require.NoError(t, os.WriteFile(path, []byte(bad), 0o600))
		refused("restore it from its backup")
	}
	for _, mode := range []os.FileMode{0o644, 0o640, 0o601} {
		require.NoError(t, os.WriteFile(path, kept, 0o600))
		require.NoError(t, os.Chmod(path, mode))
		refused("chmod 600 " + path)
	}
	require.NoError(t, os.Remove(path))
	refused("does not exist; restore it from its backup, or give --replace-vrf-key")
	require.NoFileExists(t, path)

	cfg.ReplaceKey = true
	v = open(t, cfg)
	require.NotEqual(t, first, v.PublicKey())
	require.Equal(t, []byte(v.PublicKey()), record(t, c).VrfKey)
	require.NoError(t, v.Close())
	cfg.ReplaceKey = false
	require.NoError(t, os.WriteFile(path, kept, 0o600))
	refused("the provider's record names")
}

// TestHotKey: a key that may only work is told what the operator has to do for
// it, and can do all the rest.
func TestHotKey(t *testing.T) {
	dial := chain(t)
	c := dial(client.Identity{Key: operator})
	me := c.Sender().Operator()
	msgs := []sdk.Msg{&staketypes.MsgRegisterProvider{Operator: me, Bond: weft(1000), Moniker: "cold"}}
	for _, name := range providers.HotMessages {
		packed, err := codectypes.NewAnyWithValue(authz.NewGenericAuthorization(name))
		require.NoError(t, err)
		end := time.Now().Add(time.Hour)
		msgs = append(msgs, &authz.MsgGrant{
			Granter: me, Grantee: devnet.Address(hot).String(), Grant: authz.Grant{Authorization: packed, Expiration: &end},
		})
	}
	_, err := c.Submit(t.Context(), msgs...)
	require.NoError(t, err)
	cfg := config(t, dial(client.Identity{Key: hot, Operator: me}))
	cfg.Stake = weft(200)
	_, err = verifier.Open(t.Context(), cfg)
	require.ErrorIs(t, err, client.ErrRefused)
	_, command, ok := strings.Cut(err.Error(), "weft provider update --from <operator> --vrf-key ")
	require.True(t, ok, "%v", err)
	key, err := hex.DecodeString(strings.TrimSpace(command))
	require.NoError(t, err)
	_, err = c.Submit(t.Context(), &staketypes.MsgUpdateProvider{Operator: me, VrfKey: key})
	require.NoError(t, err)
	v := open(t, cfg)
	require.Equal(t, key, []byte(v.PublicKey()))
	require.True(t, seat(t, c).Active)
	require.NoError(t, v.Close())
}

// TestMetrics reads what Prometheus would, of a machine that runs: everything that
// dashboards and alerts ask for is there.
func TestMetrics(t *testing.T) {
	m, err := verifier.ServeMetrics(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, m.Close()) }()
	for _, n := range []watch.News{
		{Kind: watch.NewsDrawn},
		{Kind: watch.NewsDrawn},
		{Kind: watch.NewsStep, Step: 1, Last: 4},
		{Kind: watch.NewsAudited, Verdict: disputetypes.VERDICT_MATCH, Steps: 5},
		{Kind: watch.NewsAudited, Verdict: disputetypes.VERDICT_MISMATCH, Steps: 2},
		{Kind: watch.NewsCommitted},
		{Kind: watch.NewsRevealed, Fee: math.NewInt(70), Games: []uint64{1}},
		{Kind: watch.NewsMissed},
	} {
		m.Report(n)
	}
	m.Posted(beacon.Posted{})
	m.Game(watch.Report{Game: 1, Side: game.Challenger, Met: true})
	page := get(t, "http://"+m.Addr()+"/metrics")
	for _, line := range []string{
		"weft_verifier_drawn_total 2", "weft_verifier_steps_total 7", "weft_verifier_fees_uweft_total 70", "weft_verifier_beacon_rounds_total 1",
		`weft_verifier_audited_total{verdict="match"} 1`, `weft_verifier_audited_total{verdict="mismatch"} 1`,
		`weft_verifier_reports_total{state="committed"} 1`, `weft_verifier_reports_total{state="revealed"} 1`,
		`weft_verifier_reports_total{state="missed"} 1`, `weft_verifier_games{state="open"} 1`,
	} {
		require.Contains(t, page, line+"\n")
	}
	cfg := config(t, chain(t)(client.Identity{Key: operator}))
	cfg.Bond, cfg.Stake = weft(1000), weft(200)
	machine, err := verifier.Open(t.Context(), cfg)
	require.NoError(t, err)
	defer func() { require.NoError(t, machine.Close()) }()
	m.Watch(machine.Store())
	m.Look(t.Context(), machine.Member, machine.Kernel())
	read := func() string { return get(t, "http://"+m.Addr()+"/metrics") }
	stand(t, m.Metrics, read)
	for _, file := range []string{"dashboards/verifier.json", "alerts/verifier.yml"} {
		require.Empty(t, promtest.Faults("../../../../contrib/monitoring/"+file, read()))
	}
	require.Equal(t, "ok\n", get(t, "http://"+m.Addr()+"/healthz"))
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

func get(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, errors.Join(err, res.Body.Close()))
	return string(body)
}
