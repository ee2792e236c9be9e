// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"
	"cosmossdk.io/core/address"
	"cosmossdk.io/core/store"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

type (
	// roundKey is (job, round).
	roundKey = collections.Pair[uint64, uint64]
	// slotKey is (job, slot).
	slotKey = collections.Pair[uint64, uint32]
	// unitKey is (job, round, slot).
	unitKey = collections.Triple[uint64, uint64, uint32]
	// holderKey is (operator, job, slot).
	holderKey = collections.Triple[string, uint64, uint32]
	// voiceKey is (job, round, operator).
	voiceKey = collections.Triple[uint64, uint64, []byte]
	// dueKey is (height, sequence).
	dueKey = collections.Pair[int64, uint64]
)

type jobIndexes struct {
	status    *indexes.Multi[int32, uint64, types.Job]
	submitter *indexes.Multi[string, uint64, types.Job]
}

// IndexesList implements collections.Indexes.
func (i jobIndexes) IndexesList() []collections.Index[uint64, types.Job] {
	return []collections.Index[uint64, types.Job]{i.status, i.submitter}
}

// Keeper owns the module's state.
type Keeper struct {
	addr      address.Codec
	stake     types.StakeKeeper
	reward    types.RewardKeeper
	disputes  types.DisputeKeeper
	hooks     types.Hooks
	bondDenom string
	authority string

	schema      collections.Schema
	params      collections.Item[types.Params]
	jobSeq      collections.Sequence
	jobs        *collections.IndexedMap[uint64, types.Job, jobIndexes]
	specs       collections.Map[uint64, spec.Spec]
	slots       collections.Map[slotKey, types.Slot]
	slotsOf     collections.KeySet[holderKey]
	rounds      collections.Map[roundKey, types.Round]
	units       collections.Map[unitKey, types.Unit]
	witnesses   collections.Map[voiceKey, types.Witness]
	tallies     collections.Map[roundKey, types.Tally]
	claims      collections.Map[voiceKey, types.OuterClaim]
	evaluations collections.Map[voiceKey, types.Evaluation]
	completions collections.Map[collections.Pair[uint64, []byte], types.Completion]
	dueSeq      collections.Sequence
	due         collections.Map[dueKey, types.Due]
}

// Deps is what the keeper needs from the application.
type Deps struct {
	Codec        codec.BinaryCodec
	StoreService store.KVStoreService
	AddressCodec address.Codec
	Stake        types.StakeKeeper
	Reward       types.RewardKeeper
	// BondDenom is the coin of deposits and prices.
	BondDenom string
	// Authority may change the parameters.
	Authority string
}

// New returns a keeper on a chain without x/dispute; SetDisputes joins one.
func New(d Deps) *Keeper {
	cdc, sb := d.Codec, collections.NewSchemaBuilder(d.StoreService)
	roundKeys := collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)
	voiceKeys := collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.BytesKey)
	k := &Keeper{
		addr: d.AddressCodec, stake: d.Stake, reward: d.Reward, disputes: types.NoDisputes{}, bondDenom: d.BondDenom, authority: d.Authority,
		params: collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		jobSeq: collections.NewSequence(sb, types.JobSeqPrefix, "job_seq"),
		jobs: collections.NewIndexedMap(sb, types.JobsPrefix, "jobs", collections.Uint64Key, codec.CollValue[types.Job](cdc), jobIndexes{
			status: indexes.NewMulti(sb, types.JobsByStatusPrefix, "jobs_by_status", collections.Int32Key, collections.Uint64Key,
				func(_ uint64, j types.Job) (int32, error) { return int32(j.Status), nil }),
			submitter: indexes.NewMulti(sb, types.JobsBySubmitterPrefix, "jobs_by_submitter", collections.StringKey, collections.Uint64Key,
				func(_ uint64, j types.Job) (string, error) { return j.Submitter, nil }),
		}),
		specs: collections.NewMap(sb, types.SpecsPrefix, "specs", collections.Uint64Key, codec.CollValue[spec.Spec](cdc)),
		slots: collections.NewMap(sb, types.SlotsPrefix, "slots",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key), codec.CollValue[types.Slot](cdc)),
		slotsOf: collections.NewKeySet(sb, types.SlotsByOperatorPrefix, "slots_by_operator",
			collections.TripleKeyCodec(collections.StringKey, collections.Uint64Key, collections.Uint32Key)),
		rounds: collections.NewMap(sb, types.RoundsPrefix, "rounds", roundKeys, codec.CollValue[types.Round](cdc)),
		units: collections.NewMap(sb, types.UnitsPrefix, "units",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint64Key, collections.Uint32Key), codec.CollValue[types.Unit](cdc)),
		witnesses:   collections.NewMap(sb, types.WitnessesPrefix, "witnesses", voiceKeys, codec.CollValue[types.Witness](cdc)),
		tallies:     collections.NewMap(sb, types.TalliesPrefix, "tallies", roundKeys, codec.CollValue[types.Tally](cdc)),
		claims:      collections.NewMap(sb, types.ClaimsPrefix, "claims", voiceKeys, codec.CollValue[types.OuterClaim](cdc)),
		evaluations: collections.NewMap(sb, types.EvaluationsPrefix, "evaluations", voiceKeys, codec.CollValue[types.Evaluation](cdc)),
		completions: collections.NewMap(sb, types.CompletionsPrefix, "completions",
			collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey), codec.CollValue[types.Completion](cdc)),
		dueSeq: collections.NewSequence(sb, types.DueSeqPrefix, "due_seq"),
		due: collections.NewMap(sb, types.DuePrefix, "due",
			collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key), codec.CollValue[types.Due](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(fmt.Errorf("x/job schema: %w", err)) // two collections share a prefix: a fault of this file
	}
	k.schema = schema
	return k
}

// SetDisputes joins x/dispute; call it while wiring the app.
func (k *Keeper) SetDisputes(d types.DisputeKeeper) { k.disputes = d }

// SetHooks joins the module that follows rounds; call it while wiring the app.
func (k *Keeper) SetHooks(h types.Hooks) { k.hooks = h }

// Params returns the parameters.
func (k *Keeper) Params(ctx context.Context) (types.Params, error) { return k.params.Get(ctx) }

// Job returns a job.
func (k *Keeper) Job(ctx context.Context, id uint64) (types.Job, error) {
	j, err := k.jobs.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return j, types.ErrNoJob.Wrapf("job %d", id)
	}
	return j, err
}

// Spec returns a job's specification.
func (k *Keeper) Spec(ctx context.Context, job uint64) (spec.Spec, error) {
	s, err := k.specs.Get(ctx, job)
	if errors.Is(err, collections.ErrNotFound) {
		return s, types.ErrNoJob.Wrapf("job %d", job)
	}
	return s, err
}

// Round returns a round.
func (k *Keeper) Round(ctx context.Context, job, round uint64) (types.Round, error) {
	r, err := k.rounds.Get(ctx, collections.Join(job, round))
	if errors.Is(err, collections.ErrNotFound) {
		return r, types.ErrNoRound.Wrapf("round %d of job %d", round, job)
	}
	return r, err
}

// slot returns a held slot.
func (k *Keeper) slot(ctx context.Context, job uint64, index uint32) (types.Slot, error) {
	s, err := k.slots.Get(ctx, collections.Join(job, index))
	if errors.Is(err, collections.ErrNotFound) {
		return s, types.ErrNoSlot.Wrapf("slot %d of job %d", index, job)
	}
	return s, err
}

// operator decodes an address of a message.
func (k *Keeper) operator(bech32 string) (sdk.AccAddress, error) {
	a, err := k.addr.StringToBytes(bech32)
	if err != nil {
		return nil, types.ErrInvalidAddress.Wrapf("%q: %s", bech32, err)
	}
	return a, nil
}

func (k *Keeper) setJob(ctx context.Context, j *types.Job) error { return k.jobs.Set(ctx, j.Id, *j) }

func (k *Keeper) setRound(ctx context.Context, r *types.Round) error {
	return k.rounds.Set(ctx, collections.Join(r.Job, r.Number), *r)
}

func (k *Keeper) setUnit(ctx context.Context, u *types.Unit) error {
	return k.units.Set(ctx, collections.Join3(u.Job, u.Round, u.Slot), *u)
}

func height(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockHeight() }

func emit(ctx context.Context, e protoEvent) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(e)
}

func joinRound(r *types.Round) roundKey { return collections.Join(r.Job, r.Number) }

// Schema describes the module's store.
func (k *Keeper) Schema() collections.Schema { return k.schema }

// BondDenom is the coin that deposits are paid in.
func (k *Keeper) BondDenom() string { return k.bondDenom }
