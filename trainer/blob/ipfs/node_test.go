// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// A node is a store in a process of its own, which a test can give a network of
// its own: the test binary runs itself with an errand.
const nodeErrand = "WEFT_TEST_NODE"

// errand is what a node is to do, in its order.
type errand struct {
	Dir, Listen   string
	Relay         bool
	Relays, Peers []string
	Await         int // how many addresses it must have
	Put           int // leaves to publish
	Fetch         commit.ID
	From          []string
}

// report is what a node says: one when it is ready, with nothing moved yet, one
// after its fetch, and one when it ends.
type report struct {
	Addrs          []string
	ID             commit.ID
	Connected      []string
	Sent, Received uint64
}

// beNode is main of a node, which ends when its input does.
func beNode() error {
	var e errand
	if err := json.Unmarshal([]byte(os.Getenv(nodeErrand)), &e); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*scarcely)
	defer cancel()
	s, err := ipfs.Open(ipfs.Config{
		Disk: disk.Config{Dir: e.Dir}, Listen: []string{e.Listen}, Relay: e.Relay, Relays: e.Relays, Peers: e.Peers,
		Allow: func(string) bool { return true },
	})
	if err != nil {
		return err
	}
	defer s.Close()
	for len(s.Addrs()) < e.Await && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
	var id commit.ID
	if e.Put > 0 {
		if id, err = s.Put(ctx, bytes.NewReader(blobtest.Content(1, e.Put*leaf)), blob.PutOptions{}); err != nil {
			return err
		}
	}
	tell := func() error {
		return json.NewEncoder(os.Stdout).Encode(report{s.Addrs(), id, s.Connected(), s.Sent(), s.Received()})
	}
	if err := tell(); err != nil {
		return err
	}
	if e.Fetch.Size > 0 {
		if err := s.Fetch(ctx, e.Fetch, blob.FetchOptions{From: e.From}); err != nil {
			return err
		}
		if err := tell(); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return tell()
}

// node is a node from the outside.
type node struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.Closer
	out *bufio.Reader
}

// begin starts a node with the help of a command, such as one that enters a
// namespace.
func begin(t *testing.T, e errand, with ...string) *node {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	if e.Dir == "" {
		e.Dir = t.TempDir()
	}
	text, err := json.Marshal(e)
	require.NoError(t, err)
	args := append(with, self)
	n := &node{t: t, cmd: exec.CommandContext(t.Context(), args[0], args[1:]...)}
	n.cmd.Env = append(os.Environ(), nodeErrand+"="+string(text))
	n.cmd.Stderr = os.Stderr
	n.in, err = n.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := n.cmd.StdoutPipe()
	require.NoError(t, err)
	n.out = bufio.NewReader(out)
	require.NoError(t, n.cmd.Start())
	return n
}

func (n *node) report() (r report) {
	n.t.Helper()
	line, err := n.out.ReadBytes('\n')
	require.NoError(n.t, err, "the node ended")
	require.NoError(n.t, json.Unmarshal(line, &r))
	return r
}

// end gives the last report.
func (n *node) end() (r report) {
	n.t.Helper()
	require.NoError(n.t, n.in.Close())
	r = n.report()
	require.NoError(n.t, n.cmd.Wait())
	return r
}

// runNode is run by TestMain instead of the tests.
func runNode() int {
	if err := beNode(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// TestPlan: a peer that answers every node of a large blob in a message of its
// own loses none. Nothing is asked for twice here before the test is over.
func TestPlan(t *testing.T) {
	const leaves = 16 * 256
	var nodes [][]byte
	b := commit.NewBuilder(func(x commit.Block) error {
		nodes = append(nodes, bytes.Clone(x.Raw))
		return nil
	})
	for i := range uint64(leaves) {
		require.NoError(t, b.AddLeaf(commit.Sum(commit.Uint64Bytes(i)), leaf))
	}
	id, err := b.Finish()
	require.NoError(t, err)

	s, l := open(t, ipfs.Config{Stall: time.Hour, Patience: time.Hour}), newLiar(t, nodes...)
	link(t, s, l.addrs())
	ctx, planned := context.WithTimeout(t.Context(), time.Minute)
	defer planned()
	reached := false
	err = s.Fetch(ctx, id, blob.FetchOptions{Progress: func(uint64, uint64) {
		reached = true
		planned()
	}})
	require.Error(t, err, "nobody has the leaves")
	require.True(t, reached, "nodes were lost on the way")
}
