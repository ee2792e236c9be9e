// SPDX-License-Identifier: Apache-2.0

package devnet_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/app/devnet"
)

// TestNodeRestart stops one of four validators, lets the others go on, and starts it again from what it had.
func TestNodeRestart(t *testing.T) {
	ctx, net := start(t, devnet.Options{Validators: 4})
	nd := net.Node(3)
	require.NoError(t, nd.Stop())
	require.Error(t, nd.Stop(), "stopping twice")
	stopped := net.Height()
	require.NoError(t, net.WaitBlocks(ctx, 5))
	require.NoError(t, nd.Start())
	require.Error(t, nd.Start(), "starting twice")
	require.NoError(t, net.WaitHeight(ctx, stopped+8))
	require.Equal(t, appHash(t, net.Node(0), stopped+7), appHash(t, nd, stopped+7))
	require.NoError(t, net.Fund(ctx, devnet.Address("bob"), uweft(1)))
}

// TestStateSync lets a node join from a snapshot: it has the state and not the first blocks.
func TestStateSync(t *testing.T) {
	ctx, net := start(t, devnet.Options{Validators: 1, SnapshotInterval: 5})
	require.NoError(t, net.Fund(ctx, devnet.Address("bob"), uweft(77)))
	require.NoError(t, net.WaitHeight(ctx, 12))
	t0 := time.Now()
	nd, err := net.Join(ctx, devnet.JoinOptions{StateSync: true})
	require.NoError(t, err)
	require.NoError(t, net.WaitHeight(ctx, net.Node(0).Height()+3))
	t.Logf("joined after %s", time.Since(t0).Round(time.Millisecond))
	require.EqualValues(t, 77, balance(t, nd, devnet.Address("bob")))
	first := int64(2)
	_, err = nd.Client().Client.Block(ctx, &first)
	require.Error(t, err, "a node that executed block 2 did not sync from a snapshot")
}

// TestJoin lets a node join by executing every block.
func TestJoin(t *testing.T) {
	ctx, net := start(t, devnet.Options{Validators: 1})
	require.NoError(t, net.Fund(ctx, devnet.Address("bob"), uweft(77)))
	nd, err := net.Join(ctx, devnet.JoinOptions{})
	require.NoError(t, err)
	require.NoError(t, net.WaitHeight(ctx, net.Node(0).Height()+3))
	require.EqualValues(t, 77, balance(t, nd, devnet.Address("bob")))
	_, err = net.Join(ctx, devnet.JoinOptions{StateSync: true})
	require.ErrorIs(t, err, devnet.ErrOptions)
}
