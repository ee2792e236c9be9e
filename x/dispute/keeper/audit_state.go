// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/weft-network/weft/x/dispute/types"
)

type (
	// pointKey is (verifier, height).
	pointKey = collections.Pair[sdk.AccAddress, int64]
	// roundKey is (job, round).
	roundKey = collections.Pair[uint64, uint64]
	// awaitKey is (beacon round, audit).
	awaitKey = collections.Pair[uint64, uint64]
	// reportKey is (audit, draw, verifier).
	reportKey = collections.Triple[uint64, uint32, sdk.AccAddress]
	// reportOfKey is (verifier, audit, draw).
	reportOfKey = collections.Triple[sdk.AccAddress, uint64, uint32]
	// verdictKey is (audit, slot, draw, verifier).
	verdictKey = collections.Quad[uint64, uint32, uint32, sdk.AccAddress]
)

// auditStore is the part of the state that belongs to audits.
type auditStore struct {
	verifierSeq collections.Sequence
	verifiers   collections.Map[sdk.AccAddress, types.Verifier]
	// verifierIDs finds the verifier of a queue item.
	verifierIDs collections.Map[uint64, sdk.AccAddress]
	// points and totals are what draws depend on, from a height on until the
	// next entry.
	points collections.Map[pointKey, types.VerifierPoint]
	totals collections.Map[int64, types.StakePoint]

	auditSeq    collections.Sequence
	audits      collections.Map[uint64, types.Audit]
	roundAudits collections.Map[roundKey, uint64]
	// awaiting lists the audits that wait for a beacon round.
	awaiting  collections.KeySet[awaitKey]
	reports   collections.Map[reportKey, types.AuditReport]
	reportsOf collections.KeySet[reportOfKey]
	// verdicts finds what was said about a unit.
	verdicts collections.Map[verdictKey, int32]
	// ended lists the draws that have ended, so that verifiers can be held to
	// their reports.
	endedSeq collections.Sequence
	ended    collections.Map[uint64, types.EndedDraw]
}

func newAuditStore(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) auditStore {
	address := sdk.AccAddressKey
	return auditStore{
		verifierSeq: collections.NewSequence(sb, types.VerifierSeqPrefix, "verifier_seq"),
		verifiers:   collections.NewMap(sb, types.VerifiersPrefix, "verifiers", address, codec.CollValue[types.Verifier](cdc)),
		verifierIDs: collections.NewMap(sb, types.VerifierIDsPrefix, "verifier_ids", collections.Uint64Key, collcodec.KeyToValueCodec(address)),
		points: collections.NewMap(sb, types.VerifierPointsPrefix, "verifier_points",
			collections.PairKeyCodec(address, collections.Int64Key), codec.CollValue[types.VerifierPoint](cdc)),
		totals:   collections.NewMap(sb, types.StakePointsPrefix, "stake_points", collections.Int64Key, codec.CollValue[types.StakePoint](cdc)),
		auditSeq: collections.NewSequence(sb, types.AuditSeqPrefix, "audit_seq"),
		audits:   collections.NewMap(sb, types.AuditsPrefix, "audits", collections.Uint64Key, codec.CollValue[types.Audit](cdc)),
		roundAudits: collections.NewMap(sb, types.RoundAuditsPrefix, "round_audits",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key), collections.Uint64Value),
		awaiting: collections.NewKeySet(sb, types.AwaitingPrefix, "awaiting",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
		reports: collections.NewMap(sb, types.ReportsPrefix, "reports",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint32Key, address), codec.CollValue[types.AuditReport](cdc)),
		reportsOf: collections.NewKeySet(sb, types.ReportsOfPrefix, "reports_of",
			collections.TripleKeyCodec(address, collections.Uint64Key, collections.Uint32Key)),
		verdicts: collections.NewMap(sb, types.VerdictsPrefix, "verdicts",
			collections.QuadKeyCodec(collections.Uint64Key, collections.Uint32Key, collections.Uint32Key, address), collections.Int32Value),
		endedSeq: collections.NewSequence(sb, types.EndedSeqPrefix, "ended_seq"),
		ended:    collections.NewMap(sb, types.EndedPrefix, "ended", collections.Uint64Key, codec.CollValue[types.EndedDraw](cdc)),
	}
}

// Audit returns the audits of a round.
func (k *Keeper) Audit(ctx context.Context, job, round uint64) (types.Audit, error) {
	id, err := k.audit.roundAudits.Get(ctx, collections.Join(job, round))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Audit{}, types.ErrNoAudit.Wrapf("of round %d of job %d: it is not closed, is forgotten, or had nobody to audit it", round, job)
	}
	if err != nil {
		return types.Audit{}, err
	}
	return k.audit.audits.Get(ctx, id)
}

// findAudit is Audit where there may be none.
func (k *Keeper) findAudit(ctx context.Context, job, round uint64) (types.Audit, bool, error) {
	a, err := k.Audit(ctx, job, round)
	if errors.Is(err, types.ErrNoAudit) {
		return a, false, nil
	}
	return a, err == nil, err
}

func (k *Keeper) setAudit(ctx context.Context, a *types.Audit) error {
	return k.audit.audits.Set(ctx, a.Id, *a)
}

// Verifier returns a verifier.
func (k *Keeper) Verifier(ctx context.Context, operator sdk.AccAddress) (types.Verifier, error) {
	v, err := k.audit.verifiers.Get(ctx, operator)
	if errors.Is(err, collections.ErrNotFound) {
		return v, types.ErrNotVerifier.Wrapf("%s; activate it", operator)
	}
	return v, err
}

// runAudit does what a queue item of audits is for.
func (k *Keeper) runAudit(ctx context.Context, d dueKey) error {
	switch id := d.K3(); types.DueKind(d.K2()) {
	case types.DUE_KIND_BEACON:
		return k.openDraws(ctx, id)
	case types.DUE_KIND_AUDIT:
		return k.endWindow(ctx, id)
	case types.DUE_KIND_AUDIT_FORGET:
		return k.forgetAudit(ctx, id)
	default:
		return k.holdToReports(ctx, id)
	}
}

func (k *Keeper) enqueueAudit(ctx context.Context, kind types.DueKind, at int64, id uint64) error {
	return k.due.Set(ctx, collections.Join3(at, int32(kind), id))
}
