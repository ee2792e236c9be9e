// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"cosmossdk.io/math"
	"golang.org/x/sync/errgroup"

	"github.com/weft-network/weft/chain/payout"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	"github.com/weft-network/weft/cmd/weft/internal/models"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	"github.com/weft-network/weft/trainer/blob"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
)

var (
	// ErrJob is a job that ended without a model.
	ErrJob = errors.New("the job ended without a model")
	// ErrMoney is pay that is not what the formulas say.
	ErrMoney = errors.New("pay is not what was earned")
)

// Summary is how a network's job came out.
type Summary struct {
	Event     string  `json:"event"`
	Job       uint64  `json:"job"`
	Rounds    uint32  `json:"rounds"`
	LossStart float64 `json:"loss_start"`
	LossEnd   float64 `json:"loss_end"`
	// ValLossStart is that of the first parameters, ValLoss of the model.
	ValLossStart float64 `json:"val_loss_start"`
	ValLoss      float64 `json:"val_loss"`
	Tokens       uint64  `json:"tokens"`
	Params       uint64  `json:"params"`
	// BytesUp and BytesDown are the content that all trainers sent and received;
	// BytesDDP is what plain data parallel would send for as many steps: a ring
	// all-reduce of the gradients in fp32, 2·(N−1)·4 bytes for a parameter.
	BytesUp   uint64  `json:"bytes_up"`
	BytesDown uint64  `json:"bytes_down"`
	BytesDDP  uint64  `json:"bytes_ddp_fp32"`
	Seconds   float64 `json:"seconds"`
	// Paid is what each trainer got after the fee, Slashed what each lost.
	Paid    map[string]string `json:"paid"`
	Slashed map[string]string `json:"slashed"`
	// Checkpoint is the folder of the model, ContentID that of its parameters,
	// Outer of the last outer state.
	Checkpoint   string       `json:"checkpoint"`
	ContentID    string       `json:"content_id"`
	Outer        string       `json:"outer"`
	Adversary    string       `json:"adversary"`
	Verification Verification `json:"verification"`
	// Sample is text from the model.
	Sample string `json:"sample"`
}

// Verification is what was verified. All of it is "off" where nobody verifies.
type Verification struct {
	Audits       string `json:"audits"`
	AuditedSteps string `json:"audited_steps"`
	Overhead     string `json:"overhead"`
}

const off = "off"

// Summarize fetches the model, stops the trainers, pays everyone, checks the
// books, and measures the model.
func (n *Network) Summarize(ctx context.Context) (*Summary, error) {
	j, _, err := jobs.Read(ctx, n.client, n.Job)
	if err != nil {
		return nil, err
	}
	if j.State != jobtypes.JOB_STATUS_COMPLETED {
		return nil, fmt.Errorf("%w: %s", ErrJob, j.Why())
	}
	s := &Summary{
		Event: "summary", Job: n.Job, Rounds: j.Rounds, Params: n.Spec.Params(), ContentID: j.Model, Outer: j.Outer, Paid: map[string]string{},
		Slashed: map[string]string{}, Adversary: off, Verification: Verification{off, off, off},
		Checkpoint: filepath.Join(n.o.Home, "model"),
	}
	if err := n.readRounds(ctx, s); err != nil {
		return nil, err
	}
	n.o.Watch(Event{Trainer: -1, Text: "fetching the model"})
	if err := n.pull(ctx, s.Checkpoint); err != nil {
		return nil, fmt.Errorf("fetching the model: %w", err)
	}
	if err := n.stopTrainers(); err != nil {
		return nil, err
	}
	for _, h := range n.hands {
		sent, received := h.moved()
		s.BytesUp, s.BytesDown = s.BytesUp+sent, s.BytesDown+received
	}
	n.hands = nil
	n.o.Watch(Event{Trainer: -1, Text: "claiming pay"})
	if err := n.pay(ctx, s); err != nil {
		return nil, fmt.Errorf("claiming pay: %w", err)
	}
	s.Seconds = time.Since(n.began).Seconds()
	n.o.Watch(Event{Trainer: -1, Text: "evaluating the model"})
	if err := n.evaluate(ctx, s); err != nil {
		return nil, fmt.Errorf("evaluating the model: %w", err)
	}
	return s, nil
}

// readRounds reads losses and work from the chain.
func (n *Network) readRounds(ctx context.Context, s *Summary) error {
	rounds, err := jobs.Rounds(ctx, n.client, n.Job, 1)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		if r.Loss != nil && s.LossStart == 0 {
			s.LossStart = *r.Loss
		}
		if r.Loss != nil {
			s.LossEnd = *r.Loss
		}
		units, err := jobs.Units(ctx, n.client, n.Job, r.Round)
		if err != nil {
			return err
		}
		for _, u := range units {
			s.Tokens += u.Tokens
		}
	}
	steps := uint64(n.Spec.Rounds.Rounds) * uint64(n.Spec.Inner.Steps)
	s.BytesDDP = steps * 2 * uint64(n.o.Trainers-1) * 4 * n.Spec.Params() //nolint:mnd // see Summary
	return nil
}

// pull fetches the model from the trainers, as any submitter would.
func (n *Network) pull(ctx context.Context, dir string) error {
	p, err := models.Find(ctx, n.client, n.Job, 0)
	if err != nil {
		return err
	}
	p.Chain = chainID
	if err := n.roster.Refresh(ctx); err != nil {
		return err
	}
	p.From = n.roster.Others("")
	if err := p.Fetch(ctx, n.store, blob.Pin{Name: "model"}, nil); err != nil {
		return err
	}
	_, err = p.Write(ctx, n.store, dir, false)
	return err
}

// pay waits until everything has vested, claims for everyone, and holds what
// came against what the formulas say, to the last unit.
func (n *Network) pay(ctx context.Context, s *Summary) error {
	spend, err := n.vested(ctx)
	if err != nil {
		return err
	}
	params, err := n.client.Reward().Params(ctx, &rewardtypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	units := map[string]int64{}
	for _, o := range spend.Operators {
		units[o.Operator] = int64(o.Units)
	}
	paid := make([]math.Int, n.o.Trainers)
	var g errgroup.Group
	for i := range n.o.Trainers {
		g.Go(func() (err error) {
			paid[i], err = n.claim(ctx, i, units, &params.Params)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, amount := range paid {
		s.Paid[trainerName(i)] = amount.String()
	}
	_, err = jobs.ReadSpend(ctx, n.client, n.Job) // it adds the books up
	return err
}

// claim claims what a trainer earned, and compares it with its units.
func (n *Network) claim(ctx context.Context, i int, units map[string]int64, params *rewardtypes.Params) (_ math.Int, err error) {
	c, err := n.chain.open(ctx, trainerName(i))
	if err != nil {
		return math.Int{}, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	operator := c.Sender().Operator()
	gross := math.NewInt(unitPrice).MulRaw(units[operator])
	net := payout.SplitFee(gross, params.Fee, params.FeeBurn).Net
	got := &providers.Claimed{Gross: math.ZeroInt(), Net: math.ZeroInt()}
	earned, err := providers.ReadEarnings(ctx, c, operator, n.Job)
	if err == nil && len(earned) > 0 {
		got, err = providers.Claim(ctx, c.Submit, operator, &earned[0])
	}
	if err == nil && (!got.Gross.Equal(gross) || !got.Net.Equal(net)) {
		err = fmt.Errorf("%w: %s made %d units: %s uweft, %s after the fee; it got %s and %s", ErrMoney, operator, units[operator],
			gross, net, got.Gross, got.Net)
	}
	return net, err
}

// vested waits until no pay of the job is pending or vesting.
func (n *Network) vested(ctx context.Context) (*jobs.Spend, error) {
	for {
		spend, err := jobs.ReadSpend(ctx, n.client, n.Job)
		if err != nil {
			return nil, err
		}
		waiting := spend.Pending
		for _, o := range spend.Operators {
			waiting = waiting.Add(o.Vesting).Add(o.Held)
		}
		if waiting.IsZero() {
			return spend, nil
		}
		if err := n.client.WaitHeight(ctx, n.client.Height()+1); err != nil {
			return nil, err
		}
	}
}
