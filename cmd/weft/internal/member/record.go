// SPDX-License-Identifier: Apache-2.0

package member

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Record is the provider's record on the chain, nil if the operator is none.
func (m *Member) Record(ctx context.Context) (*staketypes.Profile, error) {
	res, err := m.cfg.Client.Stake().Provider(ctx, &staketypes.QueryProviderRequest{Operator: m.Operator()})
	switch {
	case errors.Is(err, client.ErrNotFound), errors.Is(err, staketypes.ErrNotProvider):
		return nil, nil //nolint:nilnil // there is none
	case err != nil:
		return nil, err
	}
	return &res.Provider.Profile, nil
}

// Announce makes the provider's record say who and where the store is. It is
// called again and again: addresses change, places at relays come and go. It is
// for one goroutine.
func (m *Member) Announce(ctx context.Context) error {
	c := m.cfg.Client
	operator, peer, addrs := m.Operator(), m.store.PeerID(), m.addresses()
	p, err := m.Record(ctx)
	if err != nil {
		return err
	}
	if p == nil {
		if m.cfg.Bond.IsNil() || !m.cfg.Bond.IsPositive() {
			return fmt.Errorf("%w: %s has no stake; weft provider register --moniker NAME, or give --bond", ErrNotProvider, operator)
		}
		_, err := c.Submit(ctx, &staketypes.MsgRegisterProvider{
			Operator: operator, Bond: m.cfg.Bond, Moniker: m.name(), PeerId: peer, Addresses: addrs,
		})
		m.announced = err == nil
		return err
	}
	if p.PeerId == peer && slices.Equal(p.Addresses, addrs) {
		m.announced = true
		return nil
	}
	if m.announced && p.PeerId != peer {
		m.cfg.Log.Warn("another process says that it is this provider's machine: others find one of the two, and fetch from it alone; "+
			"stop one, or give it an operator of its own", "peer", p.PeerId)
	}
	msg := &staketypes.MsgUpdateProvider{Operator: operator, PeerId: peer, Addresses: addrs}
	if len(addrs) == 0 && len(p.Addresses) > 0 {
		msg.Clear = []staketypes.ProfileField{staketypes.ProfileFieldAddresses}
	}
	_, err = c.Submit(ctx, msg)
	if errors.Is(err, client.ErrRefused) && m.Hot() {
		m.tell(fmt.Sprintf("weft provider update --from <operator> --peer-id %s --address %s", peer, strings.Join(addrs, " --address ")))
		return nil
	}
	m.announced = err == nil
	return err
}

// tell says once what the operator has to do for others to find this machine.
func (m *Member) tell(command string) {
	if m.told == command {
		return
	}
	m.told = command
	m.cfg.Log.Warn("the provider's record does not say where this machine is, and the key may not change it", "next", command)
}

// addresses are those of the record: as they were given, or where the store
// listens, reachable ones first. A machine reached from elsewhere does not tell
// of its loopback.
func (m *Member) addresses() []string {
	addrs := m.cfg.Announce
	if len(addrs) == 0 {
		for _, a := range m.store.Addrs() {
			addr, _, _ := strings.Cut(a, "/p2p/"+m.store.PeerID())
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
