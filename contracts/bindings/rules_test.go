// SPDX-License-Identifier: Apache-2.0

package bindings_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
)

var (
	alice = common.Address{0xa1}
	bob   = common.Address{0xb0}
)

func deploy(t *testing.T) *contractstest.Bridge {
	t.Helper()
	return contractstest.Deploy(t, contractstest.NewSet(1, "rules", contractstest.Equal(7)...))
}

// refused sends a call and wants it to fail with an error of type T.
func refused[T any](t *testing.T, b *contractstest.Bridge, data []byte) *T {
	t.Helper()
	_, err := b.Send(b.Relayer, b.Address, data)
	var revert contractstest.Revert
	require.ErrorAs(t, err, &revert)
	reason, ok := revert.Reason.(*T)
	require.True(t, ok, "%v", err)
	return reason
}

func TestReplayedAndReorderedBatches(t *testing.T) {
	b := deploy(t)
	first, second, third := b.Batch(b.Weft, 1, 0, alice), b.Batch(b.Weft, 2, 0, alice), b.Batch(b.Weft, 4, 0, alice)
	b.Execute(second)
	for _, batch := range []bindings.IWeftBridgeBatch{second, first} {
		reason := refused[bindings.WeftBridgeNonceOutOfRange](t, b, b.PackBatch(batch))
		require.EqualValues(t, 2, reason.First)
	}
	b.Execute(third)
	require.EqualValues(t, 6, b.Balance(b.Weft, alice))
}

func TestForgedSet(t *testing.T) {
	b := deploy(t)
	genuine := b.Set
	b.Set = contractstest.NewSet(1, "forger", contractstest.Equal(7)...)
	reason := refused[bindings.WeftBridgeUnknownValidatorSet](t, b, b.PackBatch(b.Batch(b.Weft, 1, 0, alice)))
	require.Equal(t, genuine.Hash(), common.Hash(reason.Current))
	next := contractstest.NewSet(2, "forger", contractstest.Equal(7)...)
	refused[bindings.WeftBridgeUnknownValidatorSet](t, b,
		b.Contract.PackUpdateValidatorSet(2, next.Words(), b.Sign(contractstest.RotationHash(1, next))))
	// The genuine words with the forger's signatures.
	forger := b.Set
	b.Set = genuine
	batch := b.Batch(b.Weft, 1, 0, alice)
	quorum := forger.Sign(contractstest.Digest(b.Domain, contractstest.BatchHash(1, batch)), forger.Fewest())
	quorum.Words = genuine.Words()
	refused[bindings.WeftBridgeInvalidSignature](t, b, b.Contract.PackExecuteBatch(batch, quorum))
}

func TestTooFewSign(t *testing.T) {
	b := deploy(t)
	batch := b.Batch(b.Weft, 1, 0, alice)
	digest := contractstest.Digest(b.Domain, contractstest.BatchHash(1, batch))
	reason := refused[bindings.WeftBridgeInsufficientPower](t, b, b.Contract.PackExecuteBatch(batch, b.Set.Sign(digest, []int{0, 2, 4, 6})))
	require.Less(t, reason.Power.Uint64(), reason.Threshold.Uint64())
	b.Must(b.Relayer, b.Address, b.Contract.PackExecuteBatch(batch, b.Set.Sign(digest, []int{0, 2, 3, 4, 6})))
}

func TestRotation(t *testing.T) {
	b := deploy(t)
	old := b.Set
	batch := b.Batch(b.Weft, 1, 0, alice)
	signed := b.PackBatch(batch)
	receipt := b.Rotate(contractstest.NewSet(5, "next", 5, 3, 2))
	event, err := b.Contract.UnpackValidatorSetUpdatedEvent(receipt.Logs[0])
	require.NoError(t, err)
	require.EqualValues(t, 5, event.Set)
	require.Equal(t, b.Set.Words(), event.Words)
	refused[bindings.WeftBridgeUnknownValidatorSet](t, b, signed)
	b.Execute(batch)
	// The first validators again: what they signed under their old number stays void.
	old.Nonce = 6
	b.Rotate(old)
	refused[bindings.WeftBridgeInvalidSignature](t, b, signed)
}

func TestStaleSet(t *testing.T) {
	b := deploy(t)
	b.Wait(contractstest.MaxSetAge + time.Minute)
	signed := b.PackBatch(b.Batch(b.Weft, 1, 0, alice))
	refused[bindings.WeftBridgeValidatorSetExpired](t, b, signed)
	refused[bindings.WeftBridgeValidatorSetExpired](t, b, b.Contract.PackDeposit(b.USD, big.NewInt(1), [20]byte{1}, 0))
	// A rotation still wakes it up.
	b.Rotate(contractstest.NewSet(2, "next", contractstest.Equal(4)...))
	b.Execute(b.Batch(b.Weft, 1, 0, alice))
	b.Wait(contractstest.MaxRotationAge + time.Minute)
	next := contractstest.NewSet(3, "late", contractstest.Equal(4)...)
	refused[bindings.WeftBridgeValidatorSetExpired](t, b,
		b.Contract.PackUpdateValidatorSet(3, next.Words(), b.Sign(contractstest.RotationHash(2, next))))
}

func TestDayCap(t *testing.T) {
	b := deploy(t)
	b.List(b.Weft, contractstest.KindMint, big.NewInt(100))
	// Not over midnight: the sum of a day would begin again.
	b.Wait(time.Duration(24*3600-b.Now()%(24*3600)) * time.Second)
	b.Execute(b.Batch(b.Weft, 60, 0, alice))
	over := b.PackBatch(b.Batch(b.Weft, 40, 1, alice))
	reason := refused[bindings.WeftBridgeDayCapExceeded](t, b, over)
	require.EqualValues(t, 101, reason.Spent.Int64())
	b.Wait(24 * time.Hour)
	b.Must(b.Relayer, b.Address, over)
}

func TestPause(t *testing.T) {
	b := deploy(t)
	refused[bindings.WeftBridgeNotGuardian](t, b, b.Contract.PackPause())
	b.Must(b.Guardian, b.Address, b.Contract.PackPause())
	signed := b.PackBatch(b.Batch(b.Weft, 1, 0, alice))
	refused[bindings.WeftBridgeBridgePaused](t, b, signed)
	_, err := b.Send(b.Guardian, b.Address, b.Contract.PackPause())
	require.ErrorContains(t, err, "PauseTooSoon")
	b.Wait(3*24*time.Hour + time.Minute)
	b.Must(b.Relayer, b.Address, signed)
	_, err = b.Send(b.Guardian, b.Address, b.Contract.PackPause())
	require.ErrorContains(t, err, "PauseTooSoon")
	b.Wait(3 * 24 * time.Hour)
	b.Must(b.Guardian, b.Address, b.Contract.PackPause())
}

func TestBlacklistingToken(t *testing.T) {
	b := deploy(t)
	b.Must(b.Relayer, b.Address, b.Contract.PackDeposit(b.USD, big.NewInt(1000), [20]byte{1}, 0))
	b.Must(b.Relayer, b.USD, b.Dollar.PackSetBlocked(alice, true))
	receipt := b.Execute(b.Batch(b.USD, 100, 0, alice, bob))
	require.EqualValues(t, 100, b.Balance(b.USD, bob))
	owed := contractstest.Call(b.Chain, b.Address, b.Contract.PackClaimable(b.USD, alice), b.Contract.UnpackClaimable)
	require.EqualValues(t, 100, owed.Int64())
	failed := 0
	for _, log := range receipt.Logs {
		if event, err := b.Contract.UnpackPushFailedEvent(log); err == nil {
			require.Equal(t, alice, event.To)
			failed++
		}
	}
	require.Equal(t, 1, failed)
}

// TestStreamOfEvents follows a deposit for a job, a batch and a bounty as the
// chain's observers do: by the bridge's address and the numbers.
func TestStreamOfEvents(t *testing.T) {
	b := deploy(t)
	logs := b.Must(b.Relayer, b.Address, b.Contract.PackDeposit(b.USD, big.NewInt(1000), [20]byte{7}, 3)).Logs
	logs = append(logs, b.Execute(b.Batch(b.Weft, 5, 0, alice)).Logs...)
	fund := b.Bounties.PackFund(b.USD, big.NewInt(500), [32]byte{1}, 3, Soon(b))
	logs = append(logs, b.Must(b.Relayer, b.Escrow, fund).Logs...)

	next := uint64(2) // 1 is the constructor's
	take := func(nonce uint64) {
		require.Equal(t, next, nonce)
		next++
	}
	for _, log := range ofBridge(b, logs) {
		if e, err := b.Contract.UnpackDepositedEvent(log); err == nil {
			take(e.Nonce)
			require.Equal(t, [20]byte{7}, e.Account)
			require.EqualValues(t, 3, e.Job)
			require.EqualValues(t, 1000, e.Amount.Int64())
		}
		if e, err := b.Contract.UnpackBatchExecutedEvent(log); err == nil {
			take(e.Nonce)
			require.EqualValues(t, 1, e.Batch)
			require.Equal(t, b.RelayerAddress(), e.Relayer)
		}
		if e, err := b.Contract.UnpackBountyNotedEvent(log); err == nil {
			take(e.Nonce)
			require.EqualValues(t, 1, e.Bounty.Int64())
			require.EqualValues(t, 500, e.Amount.Int64())
		}
	}
	require.EqualValues(t, 5, next)
	last := contractstest.Call(b.Chain, b.Address, b.Contract.PackEventNonce(), b.Contract.UnpackEventNonce)
	require.EqualValues(t, 4, last)
}

func ofBridge(b *contractstest.Bridge, logs []*types.Log) []*types.Log {
	var own []*types.Log
	for _, log := range logs {
		if log.Address == b.Address {
			own = append(own, log)
		}
	}
	return own
}
