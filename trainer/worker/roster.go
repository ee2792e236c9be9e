// SPDX-License-Identifier: Apache-2.0

package worker

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/weft-network/weft/chain/client"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// Roster is the providers that the chain knows, as a content store wants them:
// who may connect, and where to find whom. It is safe for concurrent use.
type Roster struct {
	client *client.Client
	mu     sync.RWMutex
	peers  map[string]bool     // by peer id
	addrs  map[string][]string // by operator
	hears  []func()
}

// NewRoster is an empty roster; Refresh fills it.
func NewRoster(c *client.Client) *Roster { return &Roster{client: c} }

// Refresh asks the chain for all providers.
func (r *Roster) Refresh(ctx context.Context) error {
	peers, addrs := map[string]bool{}, map[string][]string{}
	for p, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]staketypes.Provider, *client.PageResponse, error) {
		res, err := r.client.Stake().Providers(ctx, &staketypes.QueryProvidersRequest{Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Providers, res.Pagination, nil
	}) {
		if err != nil {
			return err
		}
		if p.Profile.PeerId == "" {
			continue
		}
		peers[p.Profile.PeerId] = true
		for _, a := range p.Profile.Addresses {
			if !strings.Contains(a, "/p2p/") {
				a += "/p2p/" + p.Profile.PeerId
			}
			addrs[p.Operator] = append(addrs[p.Operator], a)
		}
	}
	r.mu.Lock()
	changed := !maps.Equal(r.peers, peers) || !maps.EqualFunc(r.addrs, addrs, slices.Equal)
	r.peers, r.addrs = peers, addrs
	hears := slices.Clone(r.hears)
	r.mu.Unlock()
	if changed {
		for _, hear := range hears {
			hear()
		}
	}
	return nil
}

// OnChange calls f after every Refresh that found something else than the one
// before.
func (r *Roster) OnChange(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hears = append(r.hears, f)
}

// Members is where everyone serves blobs, as the chain says now: a store that
// asks again and again knows newcomers while nobody follows the chain for it.
func (r *Roster) Members(ctx context.Context) ([]string, error) {
	if err := r.Refresh(ctx); err != nil {
		return nil, err
	}
	return r.Others(""), nil
}

// Allow reports whether a peer id is a provider's.
func (r *Roster) Allow(peerID string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.peers[peerID]
}

// Of is where an operator serves its blobs.
func (r *Roster) Of(operator string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.addrs[operator])
}

// Others is where everyone but one operator serves blobs.
func (r *Roster) Others(operator string) []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	var out []string
	for o, addrs := range r.addrs {
		if o != operator {
			out = append(out, addrs...)
		}
	}
	slices.Sort(out)
	return out
}
