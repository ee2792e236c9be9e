// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/contracts/bindings"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// Node is what is asked of a node of Ethereum. *ethclient.Client has it.
type Node interface {
	bind.ContractBackend
	ChainID(ctx context.Context) (*big.Int, error)
	NonceAt(ctx context.Context, account common.Address, block *big.Int) (uint64, error)
	EstimateGasAtBlock(ctx context.Context, call ethereum.CallMsg, block *big.Int) (uint64, error)
	TransactionReceipt(ctx context.Context, tx common.Hash) (*types.Receipt, error)
}

// The bindings keep no state.
var (
	contract = bindings.NewWeftBridge()
	escrow   = bindings.NewBountyEscrow()
	erc20    = bindings.NewWeftToken()
)

// Bridge is both sides of a bridge.
type Bridge struct {
	Node  Node
	Chain *client.Client
	// Params are the chain's. Address, Escrow and Weft are the contracts of it.
	Params                bridgetypes.Params
	ID                    *big.Int
	Address, Escrow, Weft common.Address
}

// Open reads from the chain which contract is meant, and makes sure that the node
// has it: its chain, its code, and the domain under which validators sign.
func Open(ctx context.Context, node Node, chain *client.Client) (*Bridge, error) {
	res, err := chain.Bridge().Params(ctx, &bridgetypes.QueryParamsRequest{})
	if err != nil {
		return nil, err
	}
	p := res.Params
	if len(p.Contract) == 0 {
		return nil, fmt.Errorf("%w: chain %s names no contract on Ethereum; governance can", ErrNoBridge, chain.ChainID())
	}
	b := &Bridge{Node: node, Chain: chain, Params: p, Address: common.Address(p.Contract)}
	if b.ID, err = node.ChainID(ctx); err != nil {
		return nil, failed("chain id", err)
	}
	if !b.ID.IsUint64() || b.ID.Uint64() != p.EthChainId {
		return nil, fmt.Errorf("%w: the node is of chain %s, the contract of %s is on %d; give a node of that chain with --eth-rpc",
			ErrMismatch, b.ID, chain.ChainID(), p.EthChainId)
	}
	code, err := node.CodeAt(ctx, b.Address, nil)
	if err != nil {
		return nil, failed("code of the contract", err)
	}
	if len(code) == 0 {
		return nil, fmt.Errorf("%w: there is no contract at %s on chain %s; wait until the node has all blocks, or give another with --eth-rpc",
			ErrMismatch, b.Address, b.ID)
	}
	domain, err := ask(ctx, b, b.Address, contract.PackDomainSeparator(), contract.UnpackDomainSeparator)
	if err != nil {
		return nil, err
	}
	if want := bridgetypes.Domain(chain.ChainID(), p); domain != want {
		return nil, fmt.Errorf("%w: contract %s has domain %x, that of %s is %x; nothing may be sent to it", ErrMismatch, b.Address, domain, chain.ChainID(), want)
	}
	if b.Escrow, err = ask(ctx, b, b.Address, contract.PackEscrow(), contract.UnpackEscrow); err != nil {
		return nil, err
	}
	b.Weft, err = ask(ctx, b, b.Address, contract.PackWeft(), contract.UnpackWeft)
	return b, err
}

// State is where the chain's side stands.
func (b *Bridge) State(ctx context.Context) (bridgetypes.State, error) {
	res, err := b.Chain.Bridge().Status(ctx, &bridgetypes.QueryStatusRequest{})
	if err != nil {
		return bridgetypes.State{}, err
	}
	return res.State, nil
}

// ask calls a function that changes nothing.
func ask[T any](ctx context.Context, b *Bridge, at common.Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	answer, err := b.Node.CallContract(ctx, ethereum.CallMsg{To: &at, Data: data}, nil)
	if err != nil {
		return none, failed("call of "+at.Hex(), err)
	}
	out, err := unpack(answer)
	if err != nil {
		return none, fmt.Errorf("%w: %s answers what is not the contract's: %w", ErrMismatch, at, err)
	}
	return out, nil
}

// Finalized is the number and the time of the latest final block of Ethereum.
func (b *Bridge) Finalized(ctx context.Context) (*types.Header, error) {
	head, err := b.Node.HeaderByNumber(ctx, finalized)
	if err != nil {
		return nil, failed("final block", err)
	}
	return head, nil
}

// Latest is the header of the latest block of Ethereum.
func (b *Bridge) Latest(ctx context.Context) (*types.Header, error) {
	head, err := b.Node.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, failed("latest block", err)
	}
	return head, nil
}
