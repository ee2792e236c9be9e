// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/weft-network/weft/contracts/bindings"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// Bounty is a bounty as both sides know it.
type Bounty struct {
	ID       *big.Int
	Escrow   bindings.IBountyEscrowBounty
	Chain    *bridgetypes.QueryBountyResponse // nil while the chain has not heard of it, and once it has forgotten it
	Claims   []bridgetypes.BountyClaim
	Deadline uint64
}

// escrowStates are the words for IBountyEscrow.State.
var escrowStates = []string{"none", "open", "settled", "refunded"}

// State is where it stands on Ethereum.
func (y *Bounty) State() string {
	if int(y.Escrow.State) < len(escrowStates) {
		return escrowStates[y.Escrow.State]
	}
	return "unknown"
}

// Funding is a bounty to be.
type Funding struct {
	Amount Amount
	// Spec is the digest of the job's specification.
	Spec          [wordSize]byte
	Job, Deadline uint64
}

// Fund pays a bounty for a job into the escrow.
func (b *Bridge) Fund(ctx context.Context, s *Sender, f Funding) (*big.Int, *types.Receipt, error) {
	if err := b.approve(ctx, s, b.Escrow, f.Amount); err != nil {
		return nil, nil, err
	}
	receipt, err := s.Send(ctx, b, b.Escrow, escrow.PackFund(f.Amount.Token.Address, f.Amount.Units, f.Spec, f.Job, f.Deadline))
	if err != nil {
		return nil, nil, err
	}
	for _, l := range receipt.Logs {
		if l.Address != b.Address {
			continue
		}
		if e, err := contract.UnpackBountyNotedEvent(l); err == nil {
			return e.Bounty, receipt, nil
		}
	}
	return nil, receipt, fmt.Errorf("%w: transaction %s has no bounty", ErrMismatch, receipt.TxHash)
}

// CheckFund refuses what the escrow would refuse.
func (b *Bridge) CheckFund(ctx context.Context, from common.Address, a Amount) error {
	return b.checkPayment(ctx, from, a)
}

// Bounty reads a bounty from both sides.
func (b *Bridge) Bounty(ctx context.Context, id *big.Int) (*Bounty, error) {
	on, err := ask(ctx, b, b.Escrow, escrow.PackBounties(id), escrow.UnpackBounties)
	if err != nil {
		return nil, err
	}
	if on.State == 0 {
		return nil, fmt.Errorf("%w: the escrow has no bounty %s; weft eth bounty list shows them", ErrUse, id)
	}
	y := &Bounty{ID: id, Escrow: on, Deadline: on.Deadline}
	word := common.BigToHash(id)
	y.Chain, err = b.Chain.Bridge().Bounty(ctx, &bridgetypes.QueryBountyRequest{Id: word[:]})
	if errors.Is(err, bridgetypes.ErrNoBounty) {
		y.Chain = nil
		return y, nil
	}
	if err != nil {
		return nil, err
	}
	y.Claims, err = claims(ctx, b.Chain, word[:])
	return y, err
}

// Count is the number of bounties of the escrow.
func (b *Bridge) Count(ctx context.Context) (uint64, error) {
	n, err := ask(ctx, b, b.Escrow, escrow.PackCount(), escrow.UnpackCount)
	if err != nil {
		return 0, err
	}
	return n.Uint64(), nil
}

// Parts are the claims of a recipient, and whether each was fetched.
func (b *Bridge) Parts(ctx context.Context, y *Bounty, recipient common.Address) (open []bridgetypes.BountyClaim, err error) {
	for _, c := range y.Claims {
		if !bytes.Equal(c.Recipient, recipient[:]) {
			continue
		}
		done, err := ask(ctx, b, b.Escrow, escrow.PackIsClaimed(y.ID, new(big.Int).SetUint64(c.Index)), escrow.UnpackIsClaimed)
		if err != nil {
			return nil, err
		}
		if !done {
			open = append(open, c)
		}
	}
	return open, nil
}

// Collect fetches one part for its winner; anybody may.
func (b *Bridge) Collect(ctx context.Context, s *Sender, y *Bounty, c bridgetypes.BountyClaim) (*types.Receipt, error) {
	leaves := make([]bridgetypes.Word, len(y.Claims))
	for i, claim := range y.Claims {
		leaves[i] = claim.Leaf()
	}
	if root := bridgetypes.SettlementRoot(leaves); root != y.Escrow.Root {
		return nil, fmt.Errorf("%w: the claims have root %x, the escrow has %x; ask a node of the chain that is not behind", ErrMismatch, root, y.Escrow.Root)
	}
	nodes, err := bridgetypes.SettlementProof(leaves, int(c.Index))
	if err != nil {
		return nil, err
	}
	proof := make([][wordSize]byte, len(nodes))
	for i, n := range nodes {
		proof[i] = [wordSize]byte(n)
	}
	return s.Send(ctx, b, b.Escrow, escrow.PackClaim(y.ID, new(big.Int).SetUint64(c.Index), common.Address(c.Recipient), c.Amount.BigInt(), proof))
}

// Refund gives the sponsor what was not awarded, or everything if nothing was settled.
func (b *Bridge) Refund(ctx context.Context, s *Sender, id *big.Int, to common.Address) (*types.Receipt, error) {
	return s.Send(ctx, b, b.Escrow, escrow.PackRefund(id, to))
}

// CheckRefund says whether the escrow would refund, without a key.
func (b *Bridge) CheckRefund(ctx context.Context, sponsor common.Address, id *big.Int, to common.Address) error {
	_, err := b.Node.CallContract(ctx, ethereum.CallMsg{From: sponsor, To: &b.Escrow, Data: escrow.PackRefund(id, to)}, nil)
	if err != nil {
		return failed("refund", err)
	}
	return nil
}
