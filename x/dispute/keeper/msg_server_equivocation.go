// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"bytes"
	"context"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	"github.com/cosmos/cosmos-sdk/x/authz"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

const (
	// maxEvidence bounds the bytes of a transaction shown as evidence.
	maxEvidence = 256 << 10
	// signatureGas is for checking its signature.
	signatureGas = 1_000
	// evidenceLeafGas is for one node of the tree of its leaves.
	evidenceLeafGas = 30
)

// ReportEquivocation implements types.MsgServer. One unit has one commit (R6):
// the chain takes no second one, and a trainer that signed one to show others
// loses the slot stake as for fraud, without a game. The reporter takes the
// challengers' part.
func (m msgServer) ReportEquivocation(ctx context.Context, msg *types.MsgReportEquivocation) (*types.MsgReportEquivocationResponse, error) {
	k := m.k
	if _, err := k.account(msg.Reporter); err != nil {
		return nil, err
	}
	c := challenge{}
	at := &types.MsgChallenge{Job: msg.Job, Round: msg.Round, Slot: msg.Slot}
	if err := k.challengeable(ctx, &c, at); err != nil {
		return nil, err
	}
	second, err := k.evidence(ctx, &c.unit, msg)
	if err != nil {
		return nil, err
	}
	consumeGas(ctx, evidenceLeafGas*uint64(len(second.Leaves)/commit.DigestSize), "leaves of a commit")
	if sameCommit(&c.unit, second) {
		return nil, types.ErrInvalidEvidence.Wrap("it is the commit that the chain has")
	}
	err = k.punish(ctx, verdict{
		job: msg.Job, round: msg.Round, slot: msg.Slot, operator: c.unit.Operator, lock: jobtypes.SlotLock(msg.Job, msg.Slot, c.unit.Tenancy),
		reason: staketypes.SlashReasonEquivocation, rewarded: msg.Reporter,
	})
	return &types.MsgReportEquivocationResponse{}, err
}

// evidence is the commit in a transaction that the unit's trainer, or one of
// its hot keys in its name, signed for this chain.
func (k *Keeper) evidence(ctx context.Context, u *jobtypes.Unit, msg *types.MsgReportEquivocation) (*jobtypes.MsgCommitUnit, error) {
	if n := len(msg.Body) + len(msg.AuthInfo); n > maxEvidence {
		return nil, types.ErrInvalidEvidence.Wrapf("%d bytes, at most %d", n, maxEvidence)
	}
	var body txtypes.TxBody
	if err := k.cdc.Unmarshal(msg.Body, &body); err != nil {
		return nil, types.ErrInvalidEvidence.Wrapf("body: %s", err)
	}
	found, signer := k.findCommit(&body, u)
	if found == nil {
		return nil, types.ErrInvalidEvidence.Wrapf("it holds no commit of slot %d in round %d of job %d by %s", u.Slot, u.Round, u.Job, u.Operator)
	}
	if err := k.isHotKey(ctx, u.Operator, signer); err != nil {
		return nil, err
	}
	return found, k.checkSignature(ctx, signer, msg)
}

// findCommit is the first commit of the unit among the messages, plain or under
// a grant, and who had to sign for it.
func (k *Keeper) findCommit(body *txtypes.TxBody, u *jobtypes.Unit) (*jobtypes.MsgCommitUnit, string) {
	for _, any := range body.Messages {
		switch m := any.GetCachedValue().(type) {
		case *jobtypes.MsgCommitUnit:
			if isCommitOf(m, u) {
				return m, u.Operator
			}
		case *authz.MsgExec:
			for _, inner := range m.Msgs {
				if c, ok := inner.GetCachedValue().(*jobtypes.MsgCommitUnit); ok && isCommitOf(c, u) {
					return c, m.Grantee
				}
			}
		}
	}
	return nil, ""
}

func isCommitOf(m *jobtypes.MsgCommitUnit, u *jobtypes.Unit) bool {
	return m.Operator == u.Operator && m.Job == u.Job && m.Round == u.Round && m.Slot == u.Slot
}

// isHotKey refuses a signer that is neither the trainer nor a key it lists now.
func (k *Keeper) isHotKey(ctx context.Context, operator, signer string) error {
	if signer == operator {
		return nil
	}
	addr, err := k.account(operator)
	if err != nil {
		return err
	}
	provider, err := k.stake.Provider(ctx, addr)
	if err != nil {
		return err
	}
	if slices.Contains(provider.Profile.HotKeys, signer) {
		return nil
	}
	return types.ErrInvalidSignature.Wrapf("%s is not a hot key of %s", signer, operator)
}

// checkSignature checks a signature of a whole transaction in the direct mode,
// by a single key whose account the chain knows.
func (k *Keeper) checkSignature(ctx context.Context, signer string, msg *types.MsgReportEquivocation) error {
	consumeGas(ctx, signatureGas, "signature of evidence")
	addr, err := k.account(signer)
	if err != nil {
		return err
	}
	account := k.accounts.GetAccount(ctx, addr)
	if account == nil || account.GetPubKey() == nil {
		return types.ErrInvalidSignature.Wrapf("the chain knows no public key of %s", signer)
	}
	var info txtypes.AuthInfo
	if err := k.cdc.Unmarshal(msg.AuthInfo, &info); err != nil {
		return types.ErrInvalidEvidence.Wrapf("auth_info: %s", err)
	}
	if len(info.SignerInfos) != 1 || info.SignerInfos[0].ModeInfo.GetSingle().GetMode() != signing.SignMode_SIGN_MODE_DIRECT {
		return types.ErrInvalidSignature.Wrap("a transaction with one signature, in the direct mode, is evidence")
	}
	doc, err := (&txtypes.SignDoc{
		BodyBytes: msg.Body, AuthInfoBytes: msg.AuthInfo, ChainId: sdk.UnwrapSDKContext(ctx).ChainID(), AccountNumber: account.GetAccountNumber(),
	}).Marshal()
	if err != nil {
		return types.ErrInvalidEvidence.Wrap(err.Error())
	}
	if !account.GetPubKey().VerifySignature(doc, msg.Signature) {
		return types.ErrInvalidSignature.Wrapf("the signature is not that of %s", signer)
	}
	return nil
}

// sameCommit reports whether a commit is the one that the unit was made from.
func sameCommit(u *jobtypes.Unit, c *jobtypes.MsgCommitUnit) bool {
	if len(c.Leaves)%commit.DigestSize != 0 {
		return false
	}
	var tree commit.Merkle
	for i := 0; i < len(c.Leaves); i += commit.DigestSize {
		tree.Add(commit.Digest(c.Leaves[i : i+commit.DigestSize]))
	}
	root := tree.Root()
	return bytes.Equal(root[:], u.LeavesRoot) && c.Base.Equal(&u.Base)
}
