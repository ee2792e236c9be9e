// SPDX-License-Identifier: Apache-2.0

package contractstest

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
)

// blockGas is the gas of a block: mainnet's.
const blockGas = 60_000_000

// Chain is an Ethereum in memory. Every transaction is a block.
type Chain struct {
	t       *testing.T
	Backend *simulated.Backend
	Client  simulated.Client
	ID      *big.Int
}

// NewChain starts a chain on which the named accounts have ether; it stops with
// the test.
func NewChain(t *testing.T, accounts ...*ecdsa.PrivateKey) *Chain {
	t.Helper()
	alloc := types.GenesisAlloc{}
	for _, key := range accounts {
		alloc[crypto.PubkeyToAddress(key.PublicKey)] = types.Account{Balance: new(big.Int).Lsh(big.NewInt(1), 100)}
	}
	backend := simulated.NewBackend(alloc, simulated.WithBlockGasLimit(blockGas), osaka)
	t.Cleanup(func() { require.NoError(t, backend.Close()) })
	id, err := backend.Client().ChainID(t.Context())
	require.NoError(t, err)
	return &Chain{t, backend, backend.Client(), id}
}

// osaka has the chain run mainnet's rules. By itself it would run forks that
// mainnet has not, in which writing state costs another price.
func osaka(_ *node.Config, eth *ethconfig.Config) {
	config := *params.AllDevChainProtocolChanges
	config.AmsterdamTime, config.BogotaTime = nil, nil
	eth.Genesis.Config = &config
}

// Send sends a call of a contract in a block of its own. A call that would fail
// is an error with what the contract reverted with.
func (c *Chain) Send(from *ecdsa.PrivateKey, to common.Address, data []byte) (*types.Receipt, error) {
	c.t.Helper()
	contract := bind.NewBoundContract(to, bindings.NewWeftBridge().GetABI(), c.Client, c.Client, c.Client)
	tx, err := bind.Transact(contract, bind.NewKeyedTransactor(from, c.ID), data)
	if err != nil {
		return nil, reverted(err)
	}
	return c.receipt(tx.Hash()), nil
}

// Must sends a call that has to succeed.
func (c *Chain) Must(from *ecdsa.PrivateKey, to common.Address, data []byte) *types.Receipt {
	c.t.Helper()
	receipt, err := c.Send(from, to, data)
	require.NoError(c.t, err)
	require.Equal(c.t, types.ReceiptStatusSuccessful, receipt.Status)
	return receipt
}

// Deploy creates a contract.
func (c *Chain) Deploy(from *ecdsa.PrivateKey, meta *bind.MetaData, constructor []byte) (common.Address, *types.Receipt) {
	c.t.Helper()
	address, tx, err := bind.DeployContract(bind.NewKeyedTransactor(from, c.ID), common.FromHex(meta.Bin), c.Client, constructor)
	require.NoError(c.t, err)
	return address, c.receipt(tx.Hash())
}

func (c *Chain) receipt(tx common.Hash) *types.Receipt {
	c.t.Helper()
	c.Backend.Commit()
	receipt, err := c.Client.TransactionReceipt(c.t.Context(), tx)
	require.NoError(c.t, err)
	return receipt
}

// Wait lets time pass.
func (c *Chain) Wait(d time.Duration) {
	c.t.Helper()
	require.NoError(c.t, c.Backend.AdjustTime(d))
	c.Backend.Commit()
}

// Now is the time of the last block, in seconds since 1970.
func (c *Chain) Now() uint64 {
	c.t.Helper()
	header, err := c.Client.HeaderByNumber(c.t.Context(), nil)
	require.NoError(c.t, err)
	return header.Time
}

// Call asks a contract and unpacks its answer.
func Call[T any](c *Chain, at common.Address, data []byte, unpack func([]byte) (T, error)) T {
	c.t.Helper()
	contract := bind.NewBoundContract(at, bindings.NewWeftBridge().GetABI(), c.Client, c.Client, c.Client)
	answer, err := bind.Call(contract, &bind.CallOpts{Context: c.t.Context()}, data, unpack)
	require.NoError(c.t, err)
	return answer
}

// Revert is an error of a contract, as its binding knows it.
type Revert struct {
	Reason any
}

// Error shows the error's type and fields.
func (r Revert) Error() string { return fmt.Sprintf("reverted: %T%+v", r.Reason, r.Reason) }

// reverted gives the contract's error in place of the client's, if it is one of
// the bridge, its escrow or the test dollar.
func reverted(err error) error {
	var rpc interface{ ErrorData() any }
	if !errors.As(err, &rpc) {
		return err
	}
	raw, ok := rpc.ErrorData().(string)
	if !ok {
		return err
	}
	for _, unpack := range []func([]byte) (any, error){
		bindings.NewWeftBridge().UnpackError, bindings.NewBountyEscrow().UnpackError, NewTestUSD().UnpackError,
	} {
		if reason, unknown := unpack(common.FromHex(raw)); unknown == nil {
			return Revert{reason}
		}
	}
	return err
}
