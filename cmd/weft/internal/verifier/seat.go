// SPDX-License-Identifier: Apache-2.0

package verifier

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/cmd/weft/internal/providers"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// ErrInactive is an operator that takes no part in draws.
var ErrInactive = errors.New("no active verifier")

// seat is the verifier that the chain knows, nil if the operator is none.
func (v *Verifier) seat(ctx context.Context) (*disputetypes.Verifier, error) {
	return providers.Verifier(ctx, v.cfg.Client, v.Operator())
}

// staked reports whether a stake was given.
func (c *Config) staked() bool { return !c.Stake.IsNil() && c.Stake.IsPositive() }

// mayWork refuses an operator that takes no part in draws, and is not to.
func (v *Verifier) mayWork(ctx context.Context) error {
	if v.cfg.Leave || v.cfg.staked() {
		return nil
	}
	s, err := v.seat(ctx)
	if err != nil || s != nil && s.Active {
		return err
	}
	least, err := providers.LeastStake(ctx, v.cfg.Client, s)
	if err != nil {
		return err
	}
	why := "it has locked no stake for audits"
	if s != nil {
		why = providers.WhyInactive[s.Reason]
	}
	return fmt.Errorf("%w: %s takes no part in audits: %s; give --stake, %s or more of its bond", ErrInactive, v.Operator(), why, money.Typed(least))
}

// takePart has the operator take part in draws, with the stake that was given.
func (v *Verifier) takePart(ctx context.Context) error {
	if v.cfg.Leave || !v.cfg.staked() {
		return nil
	}
	s, err := v.seat(ctx)
	if err != nil {
		return err
	}
	stake := v.cfg.Stake
	if s != nil && stake.Amount.LT(s.Stake) {
		v.Log().Warn("more stake is locked for audits than was asked for; to have less, leave first (weft verify --leave)",
			"locked", money.Format(s.Stake), "asked", money.Format(stake.Amount))
		stake = sdk.NewCoin(stake.Denom, s.Stake)
	}
	if s != nil && s.Active && stake.Amount.Equal(s.Stake) {
		return nil
	}
	_, err = v.cfg.Client.Submit(ctx, &disputetypes.MsgActivateVerifier{Operator: v.Operator(), Stake: stake})
	if errors.Is(err, client.ErrRefused) && v.Hot() {
		return fmt.Errorf("%w; if the key may not do that, the operator grants it with weft key grant-hot %s", err, v.cfg.Client.Sender().Address())
	}
	return err
}

// attend sees to it that the operator goes on taking part, until ctx ends.
func (v *Verifier) attend(ctx context.Context) error {
	c, me := v.cfg.Client, v.Operator()
	from := c.Height()
	if err := v.takePartAgain(ctx); err != nil {
		return err
	}
	return c.Follow(ctx, from+1, func(ctx context.Context, b client.Block) error {
		for _, e := range b.Events {
			if out, ok := e.Value.(*disputetypes.EventVerifierInactive); ok && out.Operator == me {
				return v.takePartAgain(ctx)
			}
		}
		return nil
	}, client.OfTypes(&disputetypes.EventVerifierInactive{}))
}

// takePartAgain is for whoever fell out of the draws while it worked. One that
// left, or whose report was proven false, is left to the operator.
func (v *Verifier) takePartAgain(ctx context.Context) error {
	s, err := v.seat(ctx)
	if err != nil || v.cfg.Leave || s != nil && s.Active {
		return err
	}
	reason := disputetypes.INACTIVE_REASON_OPERATOR
	if s != nil {
		reason = s.Reason
	}
	log := v.Log().With("why", providers.WhyInactive[reason])
	switch {
	case reason == disputetypes.INACTIVE_REASON_SLASHED:
		log.Error("this verifier takes part in audits no more; test this machine's memory before it verifies again")
		return nil
	case reason == disputetypes.INACTIVE_REASON_OPERATOR, !v.cfg.staked():
		log.Error("this verifier takes part in audits no more; start weft verify again with --stake")
		return nil
	}
	log.Warn("this verifier takes part in audits no more; it is activated again")
	if err := v.nameKey(ctx); err != nil {
		return err
	}
	return v.takePart(ctx)
}

// nameKey has the provider's record name the public half of the VRF key.
func (v *Verifier) nameKey(ctx context.Context) error {
	p, err := v.Record(ctx)
	if err != nil {
		return err
	}
	public := v.PublicKey()
	switch {
	case p != nil && bytes.Equal(p.VrfKey, public), v.cfg.Leave:
		return nil
	case p != nil && len(p.VrfKey) > 0 && !v.cfg.ReplaceKey:
		return fmt.Errorf("%w: the provider's record names %x, the key of %s is %x; restore the file from its backup, or give --replace-vrf-key to have "+
			"the record name this one: audits of rounds that are open already are lost then", ErrKey, p.VrfKey, v.keyPath(), public)
	}
	_, err = v.cfg.Client.Submit(ctx, &staketypes.MsgUpdateProvider{Operator: v.Operator(), VrfKey: public})
	if errors.Is(err, client.ErrRefused) && v.Hot() {
		return fmt.Errorf("%w; the operator does it once: weft provider update --from <operator> --vrf-key %x", err, public)
	}
	return err
}
