// SPDX-License-Identifier: Apache-2.0

package oracle_test

import (
	"context"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	ethtypes "github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
	"github.com/weft-network/weft/x/bridge/internal/bridgetest"
	"github.com/weft-network/weft/x/bridge/oracle"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// both is the chain's module and the real contracts on a simulated Ethereum, with an oracle and a key for every validator between them.
type both struct {
	*bridgetest.Fixture
	t    *testing.T
	eth  *contractstest.Bridge
	weft bridgetypes.Token
	usd  bridgetypes.Token
}

// connect deploys the contracts with the set that the chain names, tells the chain of them, and starts the oracles.
func connect(t *testing.T) *both {
	t.Helper()
	f := bridgetest.Off(t)
	f.Ctx = f.Ctx.WithChainID(contractstest.WeftChainID)
	b := &both{Fixture: f, t: t, weft: bridgetest.Weft, usd: bridgetest.Dollar}
	b.eth = contractstest.Deploy(t, b.nextSet(1))
	b.weft.Contract, b.usd.Contract = b.eth.Weft.Bytes(), b.eth.USD.Bytes()
	b.usd.Denom = bridgetypes.VoucherDenom(b.usd.Contract)
	p := bridgetest.Params()
	p.EthChainId, p.Contract = b.eth.ID.Uint64(), b.eth.Address.Bytes()
	f.NoError(f.Govern(p))
	f.NoError(f.List(b.weft))
	f.NoError(f.List(b.usd))
	for _, v := range f.Vals {
		key, err := crypto.ToECDSA(v.Key.Serialize())
		require.NoError(t, err)
		signer, err := oracle.NewSigner(key, filepath.Join(t.TempDir(), "journal"))
		require.NoError(t, err)
		o, err := oracle.New(oracle.Config{
			Nodes: []oracle.Node{b.eth.Client}, Contract: oracle.Contract{ChainID: p.EthChainId, Address: b.eth.Address}, Signer: signer,
			Poll: 5 * time.Millisecond,
		})
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { o.Run(ctx); close(done) }()
		t.Cleanup(func() {
			cancel()
			<-done
			require.NoError(t, signer.Close())
		})
		v.Through = o
	}
	b.until("the contract's set is seen", func() bool { return b.State().Set == 1 })
	return b
}

// nextSet is the set that the chain names, with its keys.
func (b *both) nextSet(nonce uint64) contractstest.Set {
	b.t.Helper()
	res, err := b.Queries.NextSet(b.Ctx, &bridgetypes.QueryNextSetRequest{})
	require.NoError(b.t, err)
	set := contractstest.Set{Nonce: nonce}
	for _, m := range res.Members {
		for _, v := range b.Vals {
			if v.Operator == m.Operator {
				key, err := crypto.ToECDSA(v.Key.Serialize())
				require.NoError(b.t, err)
				set.Validators = append(set.Validators, contractstest.Validator{Key: key, Power: m.Power})
			}
		}
	}
	return set
}

// until makes blocks on both sides until something is so.
func (b *both) until(what string, so func() bool) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("a minute has passed and not: %s; halted: %q", what, b.State().Halted)
		}
		b.eth.Backend.Commit()
		b.Block()
	}
}

// quorum is what the contract wants of an order's signatures.
func (b *both) quorum(res *bridgetypes.QueryOrderResponse) bindings.IWeftBridgeQuorum {
	b.t.Helper()
	set, err := b.Queries.Set(b.Ctx, &bridgetypes.QuerySetRequest{Nonce: res.Set})
	require.NoError(b.t, err)
	q := bindings.IWeftBridgeQuorum{Signers: new(big.Int)}
	for _, w := range set.Words {
		q.Words = append(q.Words, new(big.Int).SetBytes(w))
	}
	for _, s := range res.Signatures {
		q.Signers.SetBit(q.Signers, int(s.Member), 1)
		compact := append([]byte(nil), s.Signature[:64]...)
		compact[32] |= (s.Signature[64] - 27) << 7
		q.Signatures = append(q.Signatures, compact...)
	}
	return q
}

// signed makes blocks until an order has its signatures.
func (b *both) signed(id uint64) *bridgetypes.QueryOrderResponse {
	b.t.Helper()
	b.until("the order is signed", func() bool { return b.Order(id).Enough })
	return b.Order(id)
}

// relayed sends what has to succeed.
func (b *both) relayed(to common.Address, data []byte) *ethtypes.Receipt {
	b.t.Helper()
	return b.eth.Must(b.eth.Relayer, to, data)
}

// well holds the books of the chain to each other and the bridge to be open.
func (b *both) well() {
	b.t.Helper()
	require.Empty(b.t, b.State().Halted)
	require.NoError(b.t, b.Keeper.CheckInvariants(b.Ctx))
}

// The chain's module and the real contracts understand each other, all the way round: a deposit is credited, a withdrawal is paid, another set takes over,
// a bounty goes to those who did the work.
func TestRealContract(t *testing.T) {
	b := connect(t)
	b.deposits()
	b.withdraws()
	b.rotates()
	b.settles()
}

func (b *both) deposits() {
	b.t.Helper()
	account := [20]byte(bridgetest.Address("alice"))
	b.relayed(b.eth.Address, b.eth.Contract.PackDeposit(b.eth.USD, big.NewInt(1_000), account, 0))
	b.until("the deposit is credited", func() bool { return b.Has("alice", b.usd.Denom) == 1_000 })
	b.well()
}

func (b *both) withdraws() {
	b.t.Helper()
	b.Give("alice", 5_000)
	require.NoError(b.t, b.Withdraw("alice", bridgetest.Denom, 300, 7))
	require.NoError(b.t, b.Withdraw("alice", b.usd.Denom, 400, 9))
	b.until("both batches are made", func() bool { return len(b.Batches()) == 2 })
	list, err := b.Queries.Withdrawals(b.Ctx, &bridgetypes.QueryWithdrawalsRequest{})
	require.NoError(b.t, err)
	for _, batch := range b.Batches() {
		token := b.eth.Weft
		if batch.Denom == b.usd.Denom {
			token = b.eth.USD
		}
		data := bindings.IWeftBridgeBatch{Nonce: batch.Nonce, Token: token, Deadline: batch.Deadline, Fee: batch.Fee.BigInt()}
		for _, w := range list.Withdrawals {
			if w.Denom == batch.Denom {
				data.Transfers = append(data.Transfers, bindings.IWeftBridgeTransfer{To: common.Address(w.Recipient), Amount: w.Amount.BigInt()})
			}
		}
		b.relayed(b.eth.Address, b.eth.Contract.PackExecuteBatch(data, b.quorum(b.signed(batch.Order))))
	}
	winner := common.Address(bridgetest.Outsider(1))
	require.EqualValues(b.t, 300, b.eth.Balance(b.eth.Weft, winner))
	require.EqualValues(b.t, 400, b.eth.Balance(b.eth.USD, winner))
	b.until("both batches are seen executed", func() bool { return len(b.Batches()) == 0 })
	b.well()
}

func (b *both) rotates() {
	b.t.Helper()
	b.Vals[0].SetPower(200)
	b.until("a set is made", func() bool { return b.State().LatestSet == 2 })
	res, err := b.Queries.Set(b.Ctx, &bridgetypes.QuerySetRequest{Nonce: 2})
	require.NoError(b.t, err)
	words := make([]*big.Int, len(res.Words))
	for i, w := range res.Words {
		words[i] = new(big.Int).SetBytes(w)
	}
	b.relayed(b.eth.Address, b.eth.Contract.PackUpdateValidatorSet(2, words, b.quorum(b.signed(res.Set.Order))))
	b.until("the set is seen", func() bool { return b.State().Set == 2 })
	b.well()
}

func (b *both) settles() {
	b.t.Helper()
	require.Equal(b.t, b.eth.Escrow.Bytes(), bridgetypes.Escrow(b.eth.Address.Bytes()), "the escrow is where the chain thinks it is")
	delay := contractstest.Call(b.eth.Chain, b.eth.Escrow, b.eth.Bounties.PackREFUNDDELAY(), b.eth.Bounties.UnpackREFUNDDELAY)
	require.EqualValues(b.t, bridgetypes.RefundDelay, delay)
	b.Complete(4, "spec", map[string]bridgetest.Work{"alice": {Tokens: 3}, "bob": {Tokens: 1}, "vera": {Audits: 2}})
	spec := [32]byte(bridgetest.Digest("spec"))
	b.relayed(b.eth.Escrow, b.eth.Bounties.PackFund(b.eth.USD, big.NewInt(900), spec, 4, b.eth.Now()+30*86_400))
	id := big.NewInt(1).FillBytes(make([]byte, 32))
	known := func() bool {
		_, err := b.Queries.Bounty(b.Ctx, &bridgetypes.QueryBountyRequest{Id: id})
		return err == nil
	}
	b.until("the bounty is known", known)
	for _, who := range []string{"vera", "alice", "bob"} {
		_, err := b.Claim(who, id, 4)
		require.NoError(b.t, err)
	}
	b.until("the settlement is signed", func() bool { return b.Bounty(id).Signed })
	bounty := b.Bounty(id).Bounty
	receipt := b.relayed(b.eth.Escrow, b.eth.Bounties.PackSettle(bindings.IWeftBridgeSettlement{
		Bounty: big.NewInt(1), Spec: spec, Root: [32]byte(bounty.Root), Awarded: bounty.Awarded.BigInt(), Model: [32]byte(bounty.Model),
	}, b.quorum(b.Order(bounty.Order))))
	settled, err := b.eth.Bounties.UnpackSettledEvent(receipt.Logs[0])
	require.NoError(b.t, err)
	require.Equal(b.t, bridgetest.Digest("spec model"), settled.Model[:])
	claims, leaves := b.Leaves(id)
	for i, c := range claims {
		require.Equal(b.t, contractstest.Leaf(big.NewInt(1), big.NewInt(int64(i)), common.Address(c.Recipient), c.Amount.BigInt()), common.Hash(leaves[i]))
		proof, err := bridgetypes.SettlementProof(leaves, i)
		require.NoError(b.t, err)
		nodes := make([][32]byte, len(proof))
		for j := range proof {
			nodes[j] = [32]byte(proof[j])
		}
		b.relayed(b.eth.Escrow, b.eth.Bounties.PackClaim(big.NewInt(1), big.NewInt(int64(i)), common.Address(c.Recipient), c.Amount.BigInt(), nodes))
	}
	for who, want := range map[string]int64{"alice": 600, "bob": 200, "vera": 100} {
		require.Equal(b.t, want, b.eth.Balance(b.eth.USD, common.Address(bridgetest.Winner(who))), who)
	}
	require.Zero(b.t, b.eth.Balance(b.eth.USD, b.eth.Escrow))
	b.well()
}
