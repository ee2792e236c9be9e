// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/spec"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
)

// auditChain is what a verifier needs of the chain.
type auditChain interface {
	ChainID() string
	Height() int64
	Follow(ctx context.Context, from int64, handle func(context.Context, client.Block) error, filters ...client.Filter) error
	// Open are the audits of rounds that are not over.
	Open(ctx context.Context) ([]disputetypes.Audit, error)
	Audit(ctx context.Context, job, round uint64, verifier string) (*disputetypes.QueryAuditResponse, error)
	Spec(ctx context.Context, job uint64) (*spec.Spec, error)
	Units(ctx context.Context, job, round uint64) ([]jobtypes.Unit, error)
	// Reports are what verifiers posted about a round.
	Reports(ctx context.Context, job, round uint64) ([]disputetypes.AuditReport, error)
	Bond(ctx context.Context, req *disputetypes.QueryBondRequest) (*disputetypes.QueryBondResponse, error)
	Commit(ctx context.Context, msg *disputetypes.MsgCommitAudit) error
	Reveal(ctx context.Context, msg *disputetypes.MsgRevealAudit) (*disputetypes.MsgRevealAuditResponse, error)
}

// node is the chain as its client shows it.
type node struct{ *client.Client }

// Open implements auditChain.
func (n node) Open(ctx context.Context) (all []disputetypes.Audit, err error) {
	for a, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.Audit, *client.PageResponse, error) {
		res, err := n.Dispute().Audits(ctx, &disputetypes.QueryAuditsRequest{Open: true, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Audits, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// Audit implements auditChain.
func (n node) Audit(ctx context.Context, job, round uint64, verifier string) (*disputetypes.QueryAuditResponse, error) {
	return n.Dispute().Audit(ctx, &disputetypes.QueryAuditRequest{Job: job, Round: round, Verifier: verifier})
}

// Spec implements auditChain.
func (n node) Spec(ctx context.Context, job uint64) (*spec.Spec, error) {
	res, err := n.Job().Spec(ctx, &jobtypes.QuerySpecRequest{Job: job})
	if err != nil {
		return nil, err
	}
	return &res.Spec, nil
}

// Units implements auditChain.
func (n node) Units(ctx context.Context, job, round uint64) (all []jobtypes.Unit, err error) {
	for u, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]jobtypes.Unit, *client.PageResponse, error) {
		res, err := n.Job().Units(ctx, &jobtypes.QueryUnitsRequest{Job: job, Round: round, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Units, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, nil
}

// Reports implements auditChain.
func (n node) Reports(ctx context.Context, job, round uint64) (all []disputetypes.AuditReport, err error) {
	for r, err := range client.Pages(ctx, func(ctx context.Context, page *client.PageRequest) ([]disputetypes.AuditReport, *client.PageResponse, error) {
		res, err := n.Dispute().Reports(ctx, &disputetypes.QueryReportsRequest{Job: job, Round: round, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return res.Reports, res.Pagination, nil
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Bond implements auditChain.
func (n node) Bond(ctx context.Context, req *disputetypes.QueryBondRequest) (*disputetypes.QueryBondResponse, error) {
	return n.Dispute().Bond(ctx, req)
}

// Commit implements auditChain.
func (n node) Commit(ctx context.Context, msg *disputetypes.MsgCommitAudit) error {
	_, err := n.Submit(ctx, msg)
	return err
}

// Reveal implements auditChain.
func (n node) Reveal(ctx context.Context, msg *disputetypes.MsgRevealAudit) (*disputetypes.MsgRevealAuditResponse, error) {
	res, err := n.Submit(ctx, msg)
	if err != nil {
		return nil, err
	}
	return client.Response[*disputetypes.MsgRevealAuditResponse](res)
}
