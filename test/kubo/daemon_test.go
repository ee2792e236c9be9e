// SPDX-License-Identifier: Apache-2.0

//go:build kubo

package kubo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/disk"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// binary is the ipfs command that make test-kubo builds.
const binary = "WEFT_KUBO"

const leaf = commit.LeafSize

// canonical are the options with which kubo lays a file out as a blob.
var canonical = []string{"add", "-Q", "--cid-version=1", "--raw-leaves", "--hash=blake3", "--chunker=size-1048576", "--max-file-links=16"}

// daemon is a kubo that runs, alone in the world.
type daemon struct {
	t    testing.TB
	repo string
}

func newDaemon(t testing.TB) *daemon {
	t.Helper()
	require.NotEmpty(t, os.Getenv(binary), "run make test-kubo, or set %s to an ipfs command", binary)
	d := &daemon{t, filepath.Join(t.TempDir(), "repo")}
	d.ipfs("init", "--profile=test") // loopback, free ports, no bootstrap peers, no mDNS
	d.ipfs("config", "Routing.Type", "none")
	d.ipfs("config", "--json", "AutoConf.Enabled", "false")
	for _, list := range []string{"Bootstrap", "Routing.DelegatedRouters", "Ipns.DelegatedPublishers"} {
		d.ipfs("config", "--json", list, "[]")
	}
	d.ipfs("config", "--json", "DNS.Resolvers", "{}")
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := d.command(ctx, "daemon")
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() //nolint:errcheck // it was interrupted
		if t.Failed() {
			t.Log(log.String())
		}
	})
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(d.repo, "gateway"))
		return err == nil
	}, time.Minute, 20*time.Millisecond, "kubo does not start")
	return d
}

func (d *daemon) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Getenv(binary), args...)
	cmd.Env = append(os.Environ(), "IPFS_PATH="+d.repo, "IPFS_TELEMETRY=off")
	return cmd
}

// ipfs runs a command and gives what it prints.
func (d *daemon) ipfs(args ...string) []byte {
	d.t.Helper()
	return run(d.t, d.command(d.t.Context(), args...))
}

func run(t testing.TB, cmd *exec.Cmd) []byte {
	t.Helper()
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	require.NoError(t, err, "%v: %s", cmd.Args, problems.String())
	return out
}

// addrs are where peers find it.
func (d *daemon) addrs() []string {
	d.t.Helper()
	var id struct{ Addresses []string }
	require.NoError(d.t, json.Unmarshal(d.ipfs("id"), &id))
	require.NotEmpty(d.t, id.Addresses)
	return id.Addresses
}

// gateway is where its gateway is.
func (d *daemon) gateway() string {
	d.t.Helper()
	at, err := os.ReadFile(filepath.Join(d.repo, "gateway"))
	require.NoError(d.t, err)
	u, err := url.Parse(strings.TrimSpace(string(at)))
	require.NoError(d.t, err)
	return "http://" + u.Host
}

// add has kubo lay a file out as a blob.
func (d *daemon) add(path string) string {
	d.t.Helper()
	return strings.TrimSpace(string(d.ipfs(append(canonical, path)...)))
}

// forget removes everything that kubo has.
func (d *daemon) forget() {
	d.t.Helper()
	for pin := range strings.FieldsSeq(string(d.ipfs("pin", "ls", "--type=recursive", "-q"))) {
		d.ipfs("pin", "rm", pin)
	}
	d.ipfs("repo", "gc", "-q")
}

// open opens a store in the public network, on the loopback interface.
func open(t testing.TB) *ipfs.Store {
	t.Helper()
	s, err := ipfs.Open(ipfs.Config{Disk: disk.Config{Dir: t.TempDir()}, Listen: []string{"/ip4/127.0.0.1/tcp/0"}, Public: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func put(t testing.TB, s *ipfs.Store, path string) commit.ID {
	t.Helper()
	id, err := s.PutFile(t.Context(), path, blob.PutOptions{})
	require.NoError(t, err)
	return id
}
