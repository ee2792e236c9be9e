// SPDX-License-Identifier: Apache-2.0

package contractstest

import (
	"crypto/ecdsa"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
)

// Kinds of assets, in the order of the contract.
const (
	KindNone uint8 = iota
	KindLock
	KindMint
)

// WeftChainID is the chain whose bridge it is.
const WeftChainID = "weft-test-1"

// Ages of validator sets in Deploy.
const (
	MaxSetAge      = 7 * 24 * time.Hour
	MaxRotationAge = 14 * 24 * time.Hour
)

// Deadline is a time after all others in tests.
const Deadline = 1 << 33

// Bridge is a deployed bridge with both assets listed, under caps that no test
// reaches by chance.
type Bridge struct {
	*Chain
	Set       Set
	Relayer   *ecdsa.PrivateKey
	Guardian  *ecdsa.PrivateKey
	Address   common.Address
	Weft      common.Address
	Escrow    common.Address
	USD       common.Address
	Contract  *bindings.WeftBridge
	Bounties  *bindings.BountyEscrow
	Token     *bindings.WeftToken
	Dollar    *TestUSD
	Domain    common.Hash
	DeployGas uint64
	listings  uint64
	batches   map[common.Address]uint64
}

// Cap is what may leave on a day.
func Cap() *big.Int { return new(big.Int).Lsh(big.NewInt(1), 100) }

// Deploy starts a chain and a bridge on it whose first validators are those of
// the set. The relayer pays for everything and has a million dollars.
func Deploy(t *testing.T, set Set) *Bridge {
	t.Helper()
	b := &Bridge{
		Set: set, Relayer: Key("relayer", 0), Guardian: Key("guardian", 0),
		Contract: bindings.NewWeftBridge(), Bounties: bindings.NewBountyEscrow(), Token: bindings.NewWeftToken(), Dollar: NewTestUSD(),
		batches: map[common.Address]uint64{},
	}
	b.Chain = NewChain(t, b.Relayer, b.Guardian)
	var receipt *types.Receipt
	b.Address, receipt = b.Deploy(b.Relayer, &bindings.WeftBridgeMetaData, b.Contract.PackConstructor(bindings.IWeftBridgeDeployment{
		WeftChainId: WeftChainID, SetNonce: set.Nonce, Words: set.Words(),
		MaxSetAge: uint64(MaxSetAge.Seconds()), MaxRotationAge: uint64(MaxRotationAge.Seconds()),
		Guardian: crypto.PubkeyToAddress(b.Guardian.PublicKey),
	}))
	b.DeployGas = receipt.GasUsed
	b.Domain = Domain(WeftChainID, b.ID, b.Address)
	b.Weft = Call(b.Chain, b.Address, b.Contract.PackWeft(), b.Contract.UnpackWeft)
	b.Escrow = Call(b.Chain, b.Address, b.Contract.PackEscrow(), b.Contract.UnpackEscrow)
	b.USD, _ = b.Deploy(b.Relayer, &TestUSDMetaData, nil)
	b.Must(b.Relayer, b.USD, b.Dollar.PackMint(b.RelayerAddress(), big.NewInt(1e12)))
	for _, spender := range []common.Address{b.Address, b.Escrow} {
		b.Must(b.Relayer, b.USD, b.Dollar.PackApprove(spender, Cap()))
		b.Must(b.Relayer, b.Weft, b.Token.PackApprove(spender, Cap()))
	}
	b.List(b.Weft, KindMint, Cap())
	b.List(b.USD, KindLock, Cap())
	return b
}

// RelayerAddress is the relayer's address.
func (b *Bridge) RelayerAddress() common.Address { return crypto.PubkeyToAddress(b.Relayer.PublicKey) }

// Sign has the fewest validators sign.
func (b *Bridge) Sign(structHash common.Hash) bindings.IWeftBridgeQuorum {
	return b.Set.Sign(Digest(b.Domain, structHash), b.Set.Fewest())
}

// List sets the terms of an asset.
func (b *Bridge) List(token common.Address, kind uint8, dayCap *big.Int) {
	b.t.Helper()
	b.listings++
	l := bindings.IWeftBridgeListing{Nonce: b.listings, Token: token, Kind: kind, DayCap: dayCap}
	b.Must(b.Relayer, b.Address, b.Contract.PackListAsset(l, b.Sign(ListingHash(b.Set.Nonce, l))))
}

// Batch is the next batch of a token, paying the same to everyone.
func (b *Bridge) Batch(token common.Address, amount, fee int64, to ...common.Address) bindings.IWeftBridgeBatch {
	b.batches[token]++
	batch := bindings.IWeftBridgeBatch{Nonce: b.batches[token], Token: token, Deadline: Deadline, Fee: big.NewInt(fee)}
	for _, a := range to {
		batch.Transfers = append(batch.Transfers, bindings.IWeftBridgeTransfer{To: a, Amount: big.NewInt(amount)})
	}
	return batch
}

// PackBatch packs a batch with its signatures.
func (b *Bridge) PackBatch(batch bindings.IWeftBridgeBatch) []byte {
	return b.Contract.PackExecuteBatch(batch, b.Sign(BatchHash(b.Set.Nonce, batch)))
}

// Execute executes a batch that has to succeed.
func (b *Bridge) Execute(batch bindings.IWeftBridgeBatch) *types.Receipt {
	b.t.Helper()
	return b.Must(b.Relayer, b.Address, b.PackBatch(batch))
}

// Rotate replaces the validators.
func (b *Bridge) Rotate(next Set) *types.Receipt {
	b.t.Helper()
	quorum := b.Sign(RotationHash(b.Set.Nonce, next))
	receipt := b.Must(b.Relayer, b.Address, b.Contract.PackUpdateValidatorSet(next.Nonce, next.Words(), quorum))
	b.Set = next
	return receipt
}

// Balance is what an account holds of a token.
func (b *Bridge) Balance(token, owner common.Address) int64 {
	b.t.Helper()
	balance := Call(b.Chain, token, b.Token.PackBalanceOf(owner), b.Token.UnpackBalanceOf)
	require.True(b.t, balance.IsInt64())
	return balance.Int64()
}
