// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

type (
	// rangeKey is (blob, offset).
	rangeKey = collections.Pair[[]byte, uint64]
	// placeKey is (subject, request).
	placeKey = collections.Pair[[]byte, uint64]
	// vainKey is (job, round, operator).
	vainKey = collections.Triple[uint64, uint64, sdk.AccAddress]
	// operatorKey is (operator, request).
	operatorKey = collections.Pair[sdk.AccAddress, uint64]
)

// requests is the state of data requests (A7).
type requests struct {
	seq collections.Sequence
	all collections.Map[uint64, types.DataRequest]
	// ranges finds the latest request for a range.
	ranges collections.Map[rangeKey, uint64]
	// places, jobs and operators list the open requests about a subject, a job,
	// and those that an operator answers for before all others.
	places    collections.KeySet[placeKey]
	jobs      collections.KeySet[collections.Pair[uint64, uint64]]
	operators collections.KeySet[operatorKey]
	// accounts are those that asked lately.
	accounts collections.Map[sdk.AccAddress, types.Requester]
	// vain finds what a slot holder asked for and needs for a round.
	vain collections.Map[vainKey, uint64]
}

func newRequests(sb *collections.SchemaBuilder, cdc codec.Codec) requests {
	return requests{
		seq: collections.NewSequence(sb, types.RequestSeqPrefix, "request_seq"),
		all: collections.NewMap(sb, types.RequestsPrefix, "requests", collections.Uint64Key, codec.CollValue[types.DataRequest](cdc)),
		ranges: collections.NewMap(sb, types.RequestRangesPrefix, "request_ranges",
			collections.PairKeyCodec(collections.BytesKey, collections.Uint64Key), collections.Uint64Value),
		places: collections.NewKeySet(sb, types.RequestPlacesPrefix, "request_places", collections.PairKeyCodec(collections.BytesKey, collections.Uint64Key)),
		jobs:   collections.NewKeySet(sb, types.RequestJobsPrefix, "request_jobs", collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
		operators: collections.NewKeySet(sb, types.RequestOperatorsPrefix, "request_operators",
			collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key)),
		accounts: collections.NewMap(sb, types.RequestersPrefix, "requesters", sdk.AccAddressKey, codec.CollValue[types.Requester](cdc)),
		vain: collections.NewMap(sb, types.RequestVainPrefix, "request_vain",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, sdk.AccAddressKey), collections.Uint64Value),
	}
}

// Request returns a data request.
func (k *Keeper) Request(ctx context.Context, id uint64) (types.DataRequest, error) {
	r, err := k.requests.all.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return r, types.ErrNoRequest.Wrapf("request %d", id)
	}
	return r, err
}

// blobOperator is the address that a blob's name holds, nil if none.
func (k *Keeper) blobOperator(b *types.Blob) ([]byte, error) {
	if b.Operator == "" {
		return nil, nil
	}
	return k.account(b.Operator)
}

// keysOf are the keys of a blob and of what it shares its places with.
func (k *Keeper) keysOf(b *types.Blob) (blob, subject []byte, err error) {
	operator, err := k.blobOperator(b)
	return b.Key(operator), b.Subject(operator), err
}

// indexRequest enters an open request into what finds open ones, or takes it out.
func (k *Keeper) indexRequest(ctx context.Context, r *types.DataRequest, open bool) error {
	_, subject, err := k.keysOf(&r.Blob)
	if err != nil {
		return err
	}
	place, job := collections.Join(subject, r.Id), collections.Join(r.Blob.Job, r.Id)
	if open {
		err = errors.Join(k.requests.places.Set(ctx, place), k.requests.jobs.Set(ctx, job))
	} else {
		err = errors.Join(k.requests.places.Remove(ctx, place), k.requests.jobs.Remove(ctx, job))
	}
	if err != nil || r.Operator == "" {
		return err
	}
	operator, err := k.account(r.Operator)
	if err != nil {
		return err
	}
	key := collections.Join(operator, r.Id)
	if open {
		err = k.requests.operators.Set(ctx, key)
	} else {
		err = k.requests.operators.Remove(ctx, key)
	}
	if err != nil || r.Lock == "" {
		return err
	}
	return count(ctx, k.locks, collections.Join(operator, r.Lock), open)
}

// openAbout lists the open requests about a subject; there are never more than
// all its places.
func (k *Keeper) openAbout(ctx context.Context, subject []byte) ([]types.DataRequest, error) {
	var ids []uint64
	err := k.requests.places.Walk(ctx, collections.NewPrefixedPairRange[[]byte, uint64](subject), func(key placeKey) (bool, error) {
		ids = append(ids, key.K2())
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	out := make([]types.DataRequest, len(ids))
	for i, id := range ids {
		if out[i], err = k.Request(ctx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// requestItem is the queue item that looks at a request.
func requestItem(at int64, id uint64) dueKey {
	return collections.Join3(at, int32(types.DUE_KIND_REQUEST), id)
}
