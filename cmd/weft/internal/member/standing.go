// SPDX-License-Identifier: Apache-2.0

package member

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/version"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Standing shows how the operator stands with the chain: whether it earns, and
// if not, why.
type Standing struct {
	read                    prometheus.Gauge
	wallet, blobs, bytes    prometheus.Gauge
	stake, earnings, checks *prometheus.GaugeVec
	earning, due, clocks    *prometheus.GaugeVec
}

// lookEvery is how often the chain is asked.
const lookEvery = 15 * time.Second

// Look adds what a machine and the chain know of its operator, and follows it
// until ctx ends or Close.
func (m *Metrics) Look(ctx context.Context, o *Member, kernel string) {
	ctx, m.stop = context.WithCancel(ctx)
	m.Gauge("build_info", "1 for the program that runs.", "version", "commit", "kernel").
		WithLabelValues(version.Version, version.Commit, kernel).Set(1)
	head := o.cfg.Client.Head
	m.function("chain_height", "Height of the latest block that the machine has heard of.", func() float64 { return float64(head().Height) })
	m.function("chain_block_timestamp_seconds", "Time of that block, in seconds since 1970: what lies behind the present is the lag.",
		func() float64 { return float64(head().Time.UnixMilli()) / 1000 })
	m.function("peers", "Peers that the content store is connected to.", func() float64 { return float64(len(o.store.Connected())) })
	m.ended.Go(func() {
		for {
			if err := m.look(ctx, o); err != nil && ctx.Err() == nil {
				o.cfg.Log.Info("the operator's standing cannot be read for the metrics; trying again", "in", lookEvery, "err", err)
			}
			if Sleep(ctx, lookEvery) != nil {
				return
			}
		}
	})
}

func (m *Metrics) newStanding() *Standing {
	one := func(name, help string) prometheus.Gauge { return m.Gauge(name, help).WithLabelValues() }
	return &Standing{
		read:     one("status_timestamp_seconds", "When the chain was last asked for all that follows, in seconds since 1970."),
		wallet:   one("wallet_uweft", "Coins of the operator, for fees and bonds."),
		blobs:    one("store_blobs", "Blobs in the content store."),
		bytes:    one("store_bytes", "Bytes of blobs in the content store."),
		stake:    m.Gauge("stake_uweft", "Stake of the operator: bonded, of which some is locked and the rest is free, or unbonding.", "state"),
		earnings: m.Gauge("earnings_uweft", "What the operator has earned in all jobs: pending, vesting, held, claimable, received.", "state"),
		checks:   m.Gauge("check", "1 for a condition of the operator's work that holds, 0 for one that does not; weft provider status says what to do.", "check", "required"),
		earning:  m.Gauge("slot_earning", "1 for a slot whose latest unit counts, 0 for one that earns nothing now.", "job", "slot"),
		due:      m.Gauge("slot_deadline_blocks", "Blocks until the phase of a slot's latest round ends.", "job", "slot"),
		clocks:   m.Gauge("game_deadline_blocks", "Blocks until the clock of an open game runs out, by whose turn it is: mine or theirs.", "game", "turn"),
	}
}

// function adds a value that is asked for when it is read.
func (m *Metrics) function(name, help string, f func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "weft", Subsystem: m.subsystem, Name: name, Help: help}, f))
}

func (s *Standing) look(ctx context.Context, o *Member) error {
	c, me := o.cfg.Client, o.Operator()
	status, err := providers.Read(ctx, c, me)
	if err != nil {
		return err
	}
	earned, err := providers.ReadEarnings(ctx, c, me, 0)
	if err != nil {
		return err
	}
	games, err := watch.OpenGames(ctx, c, me)
	if err != nil {
		return err
	}
	kept, err := o.store.List(ctx)
	if err != nil {
		return err
	}
	size := uint64(0)
	for _, b := range kept {
		size += b.Present
	}
	s.blobs.Set(float64(len(kept)))
	s.bytes.Set(float64(size))
	s.Status(status, c.Height())
	s.Earned(earned)
	s.Playing(games, me, c.Height())
	s.read.SetToCurrentTime()
	return nil
}

// Playing takes the open games of an operator at a height.
func (s *Standing) Playing(games map[uint64]disputetypes.Game, me string, height int64) {
	s.clocks.Reset()
	for id, g := range games {
		turn := "theirs"
		if mine := g.Turn == disputetypes.SIDE_DEFENDER; mine == (g.Defender == me) {
			turn = "mine"
		}
		s.clocks.WithLabelValues(strconv.FormatUint(id, 10), turn).Set(float64(g.Deadline - height))
	}
}

// Status takes what a provider's status is at a height.
func (s *Standing) Status(p *providers.Status, height int64) {
	s.wallet.Set(amount(p.Wallet))
	if p.Stake != nil {
		for state, n := range map[string]math.Int{
			"bonded": p.Stake.Bonded, "locked": p.Stake.Locked, "free": p.Stake.Free, "unbonding": p.Stake.Unbonding,
		} {
			s.stake.WithLabelValues(state).Set(amount(n))
		}
	}
	s.checks.Reset()
	for _, check := range p.Checks {
		if strings.HasPrefix(check.Name, "job ") {
			continue // slot_earning says so
		}
		s.checks.WithLabelValues(strings.ReplaceAll(check.Name, " ", "_"), strconv.FormatBool(check.Required)).Set(truth(check.Pass))
	}
	s.earning.Reset()
	s.due.Reset()
	for i := range p.Slots {
		slot := &p.Slots[i]
		job, index := strconv.FormatUint(slot.Job, 10), fmt.Sprint(slot.Slot)
		s.earning.WithLabelValues(job, index).Set(truth(strings.HasPrefix(slot.Earning, "yes")))
		if slot.Deadline > 0 {
			s.due.WithLabelValues(job, index).Set(float64(slot.Deadline - height))
		}
	}
}

// Earned takes what was earned in every job.
func (s *Standing) Earned(jobs []providers.Earnings) {
	sums := map[string]float64{"pending": 0, "vesting": 0, "held": 0, "claimable": 0, "received": 0}
	for i := range jobs {
		e := &jobs[i]
		sums["pending"] += amount(e.Pending)
		sums["vesting"] += amount(e.Vesting)
		sums["held"] += amount(e.Held)
		sums["claimable"] += amount(e.Claimable.Sum())
		sums["received"] += amount(e.Received.Sum())
	}
	for state, n := range sums {
		s.earnings.WithLabelValues(state).Set(n)
	}
}

func amount(n math.Int) float64 {
	f, _ := n.BigInt().Float64()
	return f
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
