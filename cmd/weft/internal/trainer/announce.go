// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// announce makes the provider's record say who and where the store is. It is
// called again and again: addresses change, places at relays come and go.
func (t *Trainer) announce(ctx context.Context) error {
	c := t.cfg.Client
	operator, peer, addrs := c.Sender().Operator(), t.store.PeerID(), t.addresses()
	res, err := c.Stake().Provider(ctx, &staketypes.QueryProviderRequest{Operator: operator})
	switch {
	case errors.Is(err, client.ErrNotFound), errors.Is(err, staketypes.ErrNotProvider):
		if t.cfg.Bond.IsNil() || !t.cfg.Bond.IsPositive() {
			return fmt.Errorf("%w: %s has no stake; weft provider register --moniker NAME, or give --bond", ErrNotProvider, operator)
		}
		_, err := c.Submit(ctx, &staketypes.MsgRegisterProvider{
			Operator: operator, Bond: t.cfg.Bond, Moniker: t.cfg.name(), PeerId: peer, Addresses: addrs,
		})
		return err
	case err != nil:
		return err
	}
	p := &res.Provider.Profile
	if p.PeerId == peer && slices.Equal(p.Addresses, addrs) {
		return nil
	}
	msg := &staketypes.MsgUpdateProvider{Operator: operator, PeerId: peer, Addresses: addrs}
	if len(addrs) == 0 && len(p.Addresses) > 0 {
		msg.Clear = []staketypes.ProfileField{staketypes.ProfileFieldAddresses}
	}
	_, err = c.Submit(ctx, msg)
	if errors.Is(err, client.ErrRefused) && c.Sender().Address() != operator {
		// A hot key does the work and no more (weft key grant-hot).
		t.tell(fmt.Sprintf("weft provider update --from <operator> --peer-id %s --address %s", peer, strings.Join(addrs, " --address ")))
		return nil
	}
	return err
}

// tell says once what the operator has to do for others to find this machine.
func (t *Trainer) tell(command string) {
	if t.told == command {
		return
	}
	t.told = command
	t.cfg.Log.Warn("the provider's record does not say where this machine is, and the key may not change it", "next", command)
}

// addresses are those of the record: as they were given, or where the store
// listens, reachable ones first. A machine reached from elsewhere does not tell
// of its loopback.
func (t *Trainer) addresses() []string {
	addrs := t.cfg.Announce
	if len(addrs) == 0 {
		for _, a := range t.store.Addrs() {
			addr, _, _ := strings.Cut(a, "/p2p/"+t.store.PeerID())
			addrs = append(addrs, addr)
		}
		local := func(a string) bool { return strings.HasPrefix(a, "/ip4/127.") || strings.HasPrefix(a, "/ip6/::1/") }
		if slices.ContainsFunc(addrs, func(a string) bool { return !local(a) }) {
			addrs = slices.DeleteFunc(addrs, local)
		}
	}
	addrs = slices.Clone(addrs)
	slices.Sort(addrs)
	return addrs[:min(len(addrs), staketypes.MaxAddresses)]
}
