// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"cosmossdk.io/math"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/disputes"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/verifier"
	"github.com/weft-network/weft/trainer/blob/ipfs"
	"github.com/weft-network/weft/verifier/beacon"
	"github.com/weft-network/weft/verifier/watch"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// auditStake is what a verifier locks of its bond for audits, in uweft.
const auditStake = 200_000_000

// beaconSeed makes the key of the beacon: whoever knows it knows every draw.
const beaconSeed = "weft devnet"

func verifierName(i int) string { return fmt.Sprintf("verifier%d", i) }

func (n *Network) hireVerifier(ctx context.Context, i int) (hand, error) {
	if n.o.Programs != nil && n.o.liar(i) == nil {
		return n.hireVerifierProcess(i)
	}
	return n.hireVerifierInside(ctx, i)
}

func (n *Network) hireVerifierInside(ctx context.Context, i int) (hand, error) {
	c, err := n.chain.open(ctx, verifierName(i))
	if err != nil {
		return nil, err
	}
	cfg := verifier.Config{
		Client: c, Home: filepath.Join(n.o.Home, verifierName(i)), Kernel: n.o.Machine.Kernel, Threads: 1,
		Memory: n.o.Machine.Memory / int64(n.o.Trainers), Store: ipfs.Config{Listen: []string{loopback}, Guests: guests},
		Moniker: verifierName(i), Bond: money.Coin(math.NewInt(bond)), Stake: money.Coin(math.NewInt(auditStake)),
		Beacon: []beacon.Source{beacon.Local{Key: local.New([]byte(beaconSeed))}},
		Report: func(a watch.News) { n.o.Audits(i, a) }, Log: n.o.Log.With("verifier", i),
	}
	k := n.o.liar(i)
	if k != nil {
		cfg.Executor = k.execute
		if k.run != nil {
			cfg.Kernel = k
		}
		k.begun.Store(true)
	}
	v, err := verifier.Open(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	h := &inside{machine: v, client: c, cheat: k}
	return h.start(ctx, verifierName(i), v.Run), nil
}

func (n *Network) hireVerifierProcess(i int) (_ hand, err error) {
	home := filepath.Join(n.o.Home, verifierName(i))
	if _, err := devnet.NewKeyring(home, verifierName(i)); err != nil {
		return nil, err
	}
	args := []string{
		"verify", "--home", home, "--node", n.chain.rpc, "--chain-id", chainID, "--keyring-backend", "test", "--from", verifierName(i), "--output", "json",
		"--kernel", n.o.Machine.Kernel.Name(), "--threads", "1", "--log-level", "info", "--listen", loopback,
		"--bond", strconv.Itoa(bond) + money.Denom, "--stake", strconv.Itoa(auditStake) + money.Denom, "--moniker", verifierName(i),
		"--local-beacon", beaconSeed,
	}
	if n.o.Machine.Memory > 0 {
		args = append(args, "--memory", strconv.FormatInt(n.o.Machine.Memory/int64(n.o.Trainers), 10))
	}
	h := &outside{}
	h.running, err = n.o.spawn(process{name: verifierName(i), program: n.o.Programs.Weft, args: args, line: func(b []byte) { n.heard(h, i, b) }})
	return h, err
}

// heard reads a line of a verifier's JSON.
func (n *Network) heard(h *outside, i int, line []byte) {
	var m struct {
		Event          string   `json:"event"`
		Job            uint64   `json:"job"`
		Round          uint64   `json:"round"`
		Draw           uint32   `json:"draw"`
		Slot           uint32   `json:"slot"`
		Verdict        string   `json:"verdict"`
		Steps          int      `json:"steps"`
		Fee            math.Int `json:"fee_uweft"`
		Games          []uint64 `json:"games"`
		Sent, Received uint64
	}
	if json.Unmarshal(line, &m) != nil {
		return // what is not for this program is in the log
	}
	if m.Event == "stopped" {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.sent, h.received = m.Sent, m.Received
		return
	}
	if m.Job == 0 {
		return // of games, the beacon
	}
	a := watch.News{
		Kind: watch.NewsKind(m.Event), Job: m.Job, Round: m.Round, Draw: m.Draw, Slot: m.Slot, Steps: m.Steps, Fee: m.Fee, Games: m.Games,
	}
	a.Verdict = disputes.VerdictOf(m.Verdict)
	n.o.Audits(i, a)
}

// verified is what the chain says of audits and games.
type verified struct {
	Verification
	fees map[string]math.Int // of each verifier
}

// observe counts what a block brought.
func (v *verified) observe(b *client.Block) {
	for _, e := range b.Events {
		switch x := e.Value.(type) {
		case *disputetypes.EventAuditCommitted:
			for _, d := range x.Duties {
				v.AuditedSteps += uint64(d.Last-d.First) + 1
			}
		case *disputetypes.EventAuditRevealed:
			v.Audits += len(x.Results)
			v.fees[x.Verifier] = v.fee(x.Verifier).Add(x.Fee)
		case *disputetypes.EventFraudProven, *disputetypes.EventReceiptFalse:
			v.Frauds++
		case *disputetypes.EventGameEnded:
			if x.Outcome == disputetypes.OUTCOME_FALSE_CHALLENGE {
				v.FalseChallenges++
			}
		}
	}
}

func (v *verified) fee(operator string) math.Int {
	if fee, ok := v.fees[operator]; ok {
		return fee
	}
	return math.ZeroInt()
}
