// SPDX-License-Identifier: Apache-2.0

package watch

import (
	"context"

	disputetypes "github.com/weft-network/weft/x/dispute/types"
)

// Chain is what a verifier works with.
type Chain = auditChain

// Findings is what a verifier does with what it finds.
type Findings struct {
	Expose    func(ctx context.Context, found *Finding) error
	Challenge func(ctx context.Context, found *Finding) (*disputetypes.MsgChallenge, error)
	Accuse    func(ctx context.Context, found *Finding) error
}

// NewVerifier makes a verifier on another chain and other executors.
func NewVerifier(cfg VerifierConfig, chain Chain, me string, auditor func() Executor, f Findings) (*Verifier, error) {
	v, err := newVerifier(cfg, chain, me)
	if err != nil {
		return nil, err
	}
	v.newAuditor, v.expose, v.challenge, v.accuse = auditor, f.Expose, f.Challenge, f.Accuse
	return v, nil
}
