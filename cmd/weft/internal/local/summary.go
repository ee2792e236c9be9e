// SPDX-License-Identifier: Apache-2.0

package local

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"sync"
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
	staketypes "github.com/weft-network/weft/x/stake/types"
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
	// Paid is what each trainer and verifier got after the fee, Slashed what of
	// their stakes they lost.
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

// Verification is what was verified; all of it is 0 where nobody verifies.
type Verification struct {
	// Audits is how many duties verifiers executed, AuditedSteps the training steps
	// that took, Overhead those over all steps that were trained.
	Audits       int     `json:"audits"`
	AuditedSteps uint64  `json:"audited_steps"`
	Overhead     float64 `json:"overhead"`
	// Frauds are the cheats that were proven, FalseChallenges the challenges that
	// were proven wrong.
	Frauds          int `json:"frauds"`
	FalseChallenges int `json:"false_challenges"`
}

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
		Slashed: map[string]string{}, Adversary: n.o.Adversary,
		Checkpoint: filepath.Join(n.o.Home, "model"),
	}
	n.o.Watch(Event{Trainer: -1, Text: "fetching the model"})
	if err := n.pull(ctx, s.Checkpoint); err != nil {
		return nil, fmt.Errorf("fetching the model: %w", err)
	}
	if err := n.dismiss(s); err != nil {
		return nil, err
	}
	if err := n.catchUp(ctx); err != nil {
		return nil, err
	}
	s.Verification = n.verified.Verification
	if err := n.readRounds(ctx, s); err != nil {
		return nil, err
	}
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
	if s.Tokens > 0 {
		s.Verification.Overhead = float64(s.Verification.AuditedSteps*n.Spec.TokensPerUnit()) / float64(s.Tokens*uint64(n.Spec.Inner.Steps))
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
	gross := map[string]math.Int{}
	for _, o := range spend.Operators {
		gross[o.Operator] = math.NewInt(unitPrice).MulRaw(int64(o.Units))
	}
	maps.Copy(gross, n.verified.fees)
	var g errgroup.Group
	var mu sync.Mutex
	for _, name := range n.names() {
		g.Go(func() error {
			paid, lost, err := n.claim(ctx, name, gross, &params.Params)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			s.Paid[name] = paid.String()
			if !lost.IsZero() {
				s.Slashed[name] = lost.String()
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	_, err = jobs.ReadSpend(ctx, n.client, n.Job) // it adds the books up
	return err
}

// names are those of all trainers and verifiers.
func (n *Network) names() (all []string) {
	for i := range n.o.Trainers {
		all = append(all, trainerName(i))
	}
	for i := range n.o.Verifiers {
		all = append(all, verifierName(i))
	}
	return all
}

// claim claims what somebody earned, and compares it with its units or its
// audits. Lost is what is missing of its stake.
func (n *Network) claim(ctx context.Context, name string, earned map[string]math.Int, params *rewardtypes.Params) (net, lost math.Int, err error) {
	c, err := n.chain.open(ctx, name)
	if err != nil {
		return net, lost, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	operator := c.Sender().Operator()
	gross, ok := earned[operator]
	if !ok {
		gross = math.ZeroInt()
	}
	net = payout.SplitFee(gross, params.Fee, params.FeeBurn).Net
	got := &providers.Claimed{Gross: math.ZeroInt(), Net: math.ZeroInt()}
	all, err := providers.ReadEarnings(ctx, c, operator, n.Job)
	if err == nil && len(all) > 0 {
		got, err = providers.Claim(ctx, c.Submit, operator, &all[0])
	}
	if err != nil {
		return net, lost, err
	}
	if n.o.Keep && got.Gross.GT(gross) { // a verifier that went on has earned more meanwhile
		gross, net = got.Gross, payout.SplitFee(got.Gross, params.Fee, params.FeeBurn).Net
	}
	if !got.Gross.Equal(gross) || !got.Net.Equal(net) {
		return net, lost, fmt.Errorf("%w: %s earned %s uweft, %s after the fee; it got %s and %s", ErrMoney, name, gross, net, got.Gross, got.Net)
	}
	res, err := c.Stake().Provider(ctx, &staketypes.QueryProviderRequest{Operator: operator})
	if err != nil {
		return net, lost, err
	}
	return net, math.NewInt(bond).Sub(res.Provider.Stake.Bonded), nil
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
