// SPDX-License-Identifier: Apache-2.0

package beacon_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app"
	"github.com/weft-network/weft/app/devnet"
	rule "github.com/weft-network/weft/chain/beacon"
	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/verifier/beacon"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
)

// rounds is how many rounds the chain awaits from the start: one a second.
const rounds = 6

// stage is a network whose chain awaits rounds of a local beacon.
type stage struct {
	testing.TB
	ctx context.Context
	net *devnet.Network
	key *local.Key
}

func newStage(t *testing.T) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	key := local.New([]byte(t.Name()))
	o := devnet.Options{
		Dir: t.TempDir(), BlockTime: 100 * time.Millisecond, Accounts: []devnet.Account{{Name: "alice"}, {Name: "bob"}}, InvariantPeriod: 1,
		Edit: func(g *devnet.Genesis) error {
			return devnet.Edit(g, beacontypes.ModuleName, func(s *beacontypes.GenesisState) {
				s.Params = beacontypes.Params{
					PublicKey: key.Public(), Period: 1, GenesisTime: g.Time.Unix() + 2, KeepBlocks: beacontypes.MaxKeepBlocks,
				}
				for n := range uint64(rounds) {
					s.Awaited = append(s.Awaited, beacontypes.Await{Due: n + 1, Round: n + 1})
				}
			})
		},
	}
	net, err := devnet.Start(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, net.Close()) })
	require.NoError(t, net.WaitHeight(ctx, 2))
	return &stage{t, ctx, net, key}
}

func (s *stage) open(key string) *client.Client {
	s.Helper()
	c, err := client.New(s.ctx, client.Config{
		ChainID: s.net.ChainID, Node: s.net.Node(0).RPC, Identity: client.Identity{Key: key}, Keyring: s.net.Keyring,
		GasPrices: "0.001" + app.Denom, PollInterval: 30 * time.Millisecond,
	})
	require.NoError(s, err)
	s.Cleanup(func() { require.NoError(s, c.Close()) })
	return c
}

// run runs a poster until the returned function is called, which says how it ended.
func (s *stage) run(cfg beacon.Config) (stop func() error) {
	s.Helper()
	p, err := beacon.New(cfg)
	require.NoError(s, err)
	ctx, cancel := context.WithCancel(s.ctx)
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	return func() error {
		cancel()
		return <-ended
	}
}

// wait waits until nothing is awaited.
func (s *stage) wait(c *client.Client) {
	s.Helper()
	require.NoError(s, s.net.Wait(s.ctx, func() (bool, error) {
		res, err := c.Beacon().Awaited(s.ctx, &beacontypes.QueryAwaitedRequest{})
		return err == nil && len(res.Rounds) == 0, err
	}))
}

// waitPosted waits until that many rounds were posted, as their posters say.
func (s *stage) waitPosted(t *tally, n int) {
	s.Helper()
	require.NoError(s, s.net.Wait(s.ctx, func() (bool, error) { return t.count() >= n, nil }))
}

// tally counts what posters report.
type tally struct {
	mu     sync.Mutex
	posted []beacon.Posted
}

func (t *tally) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.posted)
}

func (t *tally) add(p beacon.Posted) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.posted = append(t.posted, p)
}

// Several posters share the work: every round is posted once, by one of them, when its time has come, and anybody can verify it.
func TestPostersShare(t *testing.T) {
	s := newStage(t)
	alice, bob := s.open("alice"), s.open("bob")
	var posted tally
	var stops []func() error
	for _, c := range []*client.Client{alice, bob} {
		stops = append(stops, s.run(beacon.Config{
			Client: c, Sources: []beacon.Source{beacon.Local{Key: s.key}}, Turn: 500 * time.Millisecond, Report: posted.add,
		}))
	}
	s.wait(alice)
	s.waitPosted(&posted, rounds)
	for _, stop := range stops {
		require.ErrorIs(t, stop(), context.Canceled)
	}
	require.Len(t, posted.posted, rounds)
	params, err := alice.Beacon().Params(s.ctx, &beacontypes.QueryParamsRequest{})
	require.NoError(t, err)
	key, err := rule.ParseKey(params.Params.PublicKey)
	require.NoError(t, err)
	for n := range uint64(rounds) {
		res, err := alice.Beacon().Round(s.ctx, &beacontypes.QueryRoundRequest{Round: n + 1})
		require.NoError(t, err)
		require.NoError(t, key.Verify(res.BeaconRound, res.Round.Signature))
		b, err := alice.Block(s.ctx, res.Round.Height)
		require.NoError(t, err)
		require.Len(t, client.EventsOf[*beacontypes.EventRoundPosted](b.Events), 1)
		answered := client.EventsOf[*beacontypes.EventRoundAnswered](b.Events)
		require.Len(t, answered, 1, "those who wait are told in the same block")
		require.Equal(t, res.Randomness, answered[0].Randomness)
	}

	// The chain's refusals reach who uses the client.
	sig, err := s.key.Sign(1)
	require.NoError(t, err)
	_, err = alice.Submit(s.ctx, &beacontypes.MsgPostRound{Poster: alice.Sender().Address(), Round: 1, Signature: sig})
	require.ErrorIs(t, err, beacontypes.ErrPosted)
	_, err = alice.Beacon().Round(s.ctx, &beacontypes.QueryRoundRequest{Round: 99})
	require.ErrorIs(t, err, beacontypes.ErrNoRound)
}

// A poster takes rounds from any server that has them: one is away, one lies, one breaks down now and then.
func TestServersThatFail(t *testing.T) {
	s := newStage(t)
	c := s.open("alice")
	liar := local.New([]byte("liar"))
	var asked, lies atomic.Int64
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	lying := httptest.NewServer(s.drand(liar, func() error { lies.Add(1); return nil }))
	defer lying.Close()
	flaky := httptest.NewServer(s.drand(s.key, func() error {
		if asked.Add(1)%2 == 1 {
			return errors.New("not today")
		}
		return nil
	}))
	defer flaky.Close()
	sources, err := beacon.Sources([]string{away.URL + "/chain", lying.URL + "/chain", flaky.URL + "/chain"})
	require.NoError(t, err)
	var posted tally
	stop := s.run(beacon.Config{Client: c, Sources: sources, Report: posted.add})
	s.wait(c)
	s.waitPosted(&posted, rounds)
	require.ErrorIs(t, stop(), context.Canceled)
	require.Len(t, posted.posted, rounds)
	require.Positive(t, lies.Load())
	require.GreaterOrEqual(t, asked.Load(), int64(rounds))
}

// drand answers as a server of drand's does.
func (s *stage) drand(key *local.Key, fault func() error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := fault(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		dir, name := path.Split(r.URL.Path)
		n, err := strconv.ParseUint(name, 10, 64)
		if err != nil || dir != "/chain/public/" {
			http.NotFound(w, r)
			return
		}
		sig, err := key.Sign(n)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, err = fmt.Fprintf(w, `{"round":%d,"randomness":"","signature":"%s"}`, n, hex.EncodeToString(sig))
		if err != nil {
			s.Log(err)
		}
	})
}

// A poster that comes late posts what waits; one that is stopped in the middle of a request ends at once.
func TestLateAndStopped(t *testing.T) {
	s := newStage(t)
	c := s.open("alice")
	asked := make(chan struct{}, 1)
	stop := s.run(beacon.Config{Client: c, Sources: []beacon.Source{silent(asked)}})
	<-asked
	require.ErrorIs(t, stop(), context.Canceled)

	require.NoError(t, s.net.Wait(s.ctx, func() (bool, error) {
		params, err := c.Beacon().Params(s.ctx, &beacontypes.QueryParamsRequest{})
		return err == nil && c.Head().Time.Unix() > params.Params.Schedule().Time(rounds), err
	}))
	stop = s.run(beacon.Config{Client: c, Sources: []beacon.Source{silent(nil), beacon.Local{Key: s.key}}})
	defer func() { require.ErrorIs(t, stop(), context.Canceled) }()
	s.wait(c)
}

// silent is a source that never answers those who tell it that they ask.
type silent chan struct{}

func (s silent) Round(ctx context.Context, _ uint64) ([]byte, error) {
	if s == nil {
		return nil, beacon.ErrSource
	}
	select {
	case s <- struct{}{}:
	default:
	}
	<-ctx.Done()
	return nil, ctx.Err()
}
