// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/weft-network/weft/x/dispute/types"
)

// Verifier implements types.QueryServer.
func (q queryServer) Verifier(ctx context.Context, req *types.QueryVerifierRequest) (*types.QueryVerifierResponse, error) {
	who, err := q.k.account(req.Operator)
	if err != nil {
		return nil, err
	}
	v, err := q.k.Verifier(ctx, who)
	if err != nil {
		return nil, err
	}
	p, _, err := q.k.pointAt(ctx, who, height(ctx))
	if err != nil {
		return nil, err
	}
	total, err := q.k.totalAt(ctx, height(ctx))
	return &types.QueryVerifierResponse{Verifier: v, Point: p, Total: total}, err
}

// Verifiers implements types.QueryServer.
func (q queryServer) Verifiers(ctx context.Context, req *types.QueryVerifiersRequest) (*types.QueryVerifiersResponse, error) {
	fits := func(_ sdk.AccAddress, v types.Verifier) (bool, error) { return v.Active || !req.Active, nil }
	verifiers, page, err := query.CollectionFilteredPaginate(ctx, q.k.audit.verifiers, req.Pagination, fits,
		func(_ sdk.AccAddress, v types.Verifier) (types.Verifier, error) { return v, nil })
	return &types.QueryVerifiersResponse{Verifiers: verifiers, Pagination: page}, err
}

// Audit implements types.QueryServer.
func (q queryServer) Audit(ctx context.Context, req *types.QueryAuditRequest) (*types.QueryAuditResponse, error) {
	a, err := q.k.Audit(ctx, req.Job, req.Round)
	if err != nil {
		return nil, err
	}
	res := &types.QueryAuditResponse{Audit: a}
	if req.Verifier == "" {
		return res, nil
	}
	who, err := q.k.account(req.Verifier)
	if err != nil {
		return nil, err
	}
	draw, at := a.Draw, a.Height
	if a.Reaudit != nil {
		draw, at = types.ReauditDraw, a.Reaudit.Height
	}
	p, takesPart, err := q.k.pointAt(ctx, who, at)
	if err != nil {
		return nil, err
	}
	if takesPart {
		res.Point = &p
	}
	r, err := q.k.audit.reports.Get(ctx, collections.Join3(a.Id, draw, who))
	if errors.Is(err, collections.ErrNotFound) {
		return res, nil
	}
	res.Report = &r
	return res, err
}

// Audits implements types.QueryServer.
func (q queryServer) Audits(ctx context.Context, req *types.QueryAuditsRequest) (*types.QueryAuditsResponse, error) {
	fits := func(_ uint64, a types.Audit) (bool, error) {
		return (req.Job == 0 || a.Job == req.Job) && (!req.Open || !a.Over()), nil
	}
	audits, page, err := query.CollectionFilteredPaginate(ctx, q.k.audit.audits, req.Pagination, fits,
		func(_ uint64, a types.Audit) (types.Audit, error) { return a, nil })
	return &types.QueryAuditsResponse{Audits: audits, Pagination: page}, err
}

// Reports implements types.QueryServer.
func (q queryServer) Reports(ctx context.Context, req *types.QueryReportsRequest) (*types.QueryReportsResponse, error) {
	a, err := q.k.Audit(ctx, req.Job, req.Round)
	if err != nil {
		return nil, err
	}
	prefix := collections.TriplePrefix[uint64, uint32, sdk.AccAddress](a.Id)
	reports, page, err := query.CollectionPaginate(ctx, q.k.audit.reports, req.Pagination,
		func(_ reportKey, r types.AuditReport) (types.AuditReport, error) { return r, nil },
		func(o *query.CollectionsPaginateOptions[reportKey]) { o.Prefix = &prefix })
	return &types.QueryReportsResponse{Reports: reports, Pagination: page}, err
}

// VerifierReports implements types.QueryServer.
func (q queryServer) VerifierReports(ctx context.Context, req *types.QueryVerifierReportsRequest) (*types.QueryVerifierReportsResponse, error) {
	who, err := q.k.account(req.Verifier)
	if err != nil {
		return nil, err
	}
	prefix := collections.TriplePrefix[sdk.AccAddress, uint64, uint32](who)
	reports, page, err := query.CollectionPaginate(ctx, q.k.audit.reportsOf, req.Pagination,
		func(key reportOfKey, _ collections.NoValue) (types.AuditReport, error) {
			return q.k.audit.reports.Get(ctx, collections.Join3(key.K2(), key.K3(), who))
		},
		func(o *query.CollectionsPaginateOptions[reportOfKey]) { o.Prefix = &prefix })
	return &types.QueryVerifierReportsResponse{Reports: reports, Pagination: page}, err
}
