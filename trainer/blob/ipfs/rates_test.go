// SPDX-License-Identifier: Apache-2.0

//go:build kubo

package ipfs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/trainer/blob"
	"github.com/weft-network/weft/trainer/blob/blobtest"
	"github.com/weft-network/weft/trainer/blob/ipfs"
)

// rounds and size of the comparison, from the environment.
func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// rival is a kubo daemon on the loopback interface.
type rival struct {
	t    *testing.T
	repo string
	cmd  *exec.Cmd
}

func newRival(t *testing.T) *rival {
	t.Helper()
	r := &rival{t: t, repo: filepath.Join(t.TempDir(), "repo")}
	r.ipfs("init", "--profile=test")
	r.ipfs("config", "Routing.Type", "none")
	r.ipfs("config", "--json", "AutoConf.Enabled", "false")
	for _, list := range []string{"Bootstrap", "Routing.DelegatedRouters", "Ipns.DelegatedPublishers"} {
		r.ipfs("config", "--json", list, "[]")
	}
	r.ipfs("config", "--json", "DNS.Resolvers", "{}")
	r.cmd = r.command(context.WithoutCancel(t.Context()), "daemon")
	require.NoError(t, r.cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, r.cmd.Process.Signal(os.Interrupt))
		_ = r.cmd.Wait() //nolint:errcheck // it was interrupted
	})
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(r.repo, "gateway"))
		return err == nil
	}, time.Minute, 20*time.Millisecond)
	return r
}

func (r *rival) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Getenv("WEFT_KUBO"), args...)
	cmd.Env = append(os.Environ(), "IPFS_PATH="+r.repo, "IPFS_TELEMETRY=off")
	return cmd
}

func (r *rival) ipfs(args ...string) string {
	r.t.Helper()
	out, err := r.command(r.t.Context(), args...).Output()
	require.NoError(r.t, err, args)
	return strings.TrimSpace(string(out))
}

func (r *rival) addr() string {
	r.t.Helper()
	var id struct{ Addresses []string }
	require.NoError(r.t, json.Unmarshal([]byte(r.ipfs("id")), &id))
	return id.Addresses[0]
}

func (r *rival) empty() {
	r.t.Helper()
	for pin := range strings.FieldsSeq(r.ipfs("pin", "ls", "--type=recursive", "-q")) {
		r.ipfs("pin", "rm", pin)
	}
	r.ipfs("repo", "gc", "-q")
}

// spend is what a piece of work took.
type spend struct {
	took time.Duration
	cpu  time.Duration // of all processes
	peak int           // largest resident memory of a process, in MiB
}

// measure runs work of this process, and of daemons.
func measure(t *testing.T, daemons []*rival, work func()) spend {
	t.Helper()
	pids := []string{"self"}
	for _, d := range daemons {
		pids = append(pids, strconv.Itoa(d.cmd.Process.Pid))
	}
	used := func() (all time.Duration) {
		for _, p := range pids {
			all += processor(t, p)
		}
		return all
	}
	debug.FreeOSMemory()
	for _, p := range pids { // its peak begins anew
		require.NoError(t, os.WriteFile("/proc/"+p+"/clear_refs", []byte("5"), 0))
	}
	before, start := used(), time.Now()
	work()
	s := spend{took: time.Since(start), cpu: used() - before}
	for _, p := range pids {
		s.peak = max(s.peak, peak(t, p))
	}
	return s
}

// processor is the time that a process and its children that ended have used.
func processor(t *testing.T, pid string) time.Duration {
	t.Helper()
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	require.NoError(t, err)
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int
	for _, f := range fields[11:15] {
		n, err := strconv.Atoi(f)
		require.NoError(t, err)
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100
}

func peak(t *testing.T, pid string) int {
	t.Helper()
	status, err := os.ReadFile("/proc/" + pid + "/status")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	require.NoError(t, err)
	return n >> 10
}

// contest does the same work in several ways, round by round.
type contest struct {
	t    *testing.T
	mib  int
	ways []string
	runs map[string][]spend

	nodes [][]byte
}

func (c *contest) run(way string, daemons []*rival, work func()) {
	c.t.Helper()
	if !slices.Contains(c.ways, way) {
		c.ways = append(c.ways, way)
	}
	s := measure(c.t, daemons, work)
	c.t.Logf("%-28s %6.0f MiB/s  %5.2f CPU-s/GiB  %4d MiB", way, float64(c.mib)/s.took.Seconds(), s.cpu.Seconds()*1024/float64(c.mib), s.peak)
	c.runs[way] = append(c.runs[way], s)
}

// median of the rate, of the processor time and of the memory of a way.
func (c *contest) median(way string) (rate, cpu float64, peak int) {
	runs := c.runs[way]
	of := func(value func(spend) float64) float64 {
		var all []float64
		for _, s := range runs {
			all = append(all, value(s))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	rate = of(func(s spend) float64 { return float64(c.mib) / s.took.Seconds() })
	cpu = of(func(s spend) float64 { return s.cpu.Seconds() * 1024 / float64(c.mib) })
	return rate, cpu, int(of(func(s spend) float64 { return float64(s.peak) }))
}

func (c *contest) table() {
	var b strings.Builder
	for _, way := range c.ways {
		rate, cpu, peak := c.median(way)
		fmt.Fprintf(&b, "| %s | %.0f | %.2f | %d |\n", way, rate, cpu, peak)
	}
	for _, pair := range [][2]string{
		{"publish", "kubo add"}, {"publish", "kubo add, canonical"}, {"bitswap", "kubo get"}, {"ranges", "plain GET"}, {"swarm", "bitswap"},
	} {
		var ratios []float64 // round by round: both had the same load
		for i := range c.runs[pair[0]] {
			ratios = append(ratios, c.runs[pair[1]][i].took.Seconds()/c.runs[pair[0]][i].took.Seconds())
		}
		slices.Sort(ratios)
		fmt.Fprintf(&b, "%s : %s = %.2f (%.2f to %.2f)\n", pair[0], pair[1], ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	}
	c.t.Log("medians: MiB/s, CPU-s per GiB of all ends, peak MiB\n" + b.String())
}

// TestSideBySide moves content in our ways and in those of others, in turns, on
// the loopback interface: WEFT_MIB (1024) of it, WEFT_ROUNDS (3) times. It
// states no limit, since machines have other work; docs/LOG.md has results.
func TestSideBySide(t *testing.T) {
	if os.Getenv("WEFT_KUBO") == "" {
		t.Skip("run make bench-kubo")
	}
	c := &contest{t: t, mib: setting(t, "WEFT_MIB", 1024), runs: map[string][]spend{}}
	path := filepath.Join(t.TempDir(), "content")
	c.nodes = writeContent(t, path, c.mib)
	from, to := newRival(t), newRival(t)
	to.ipfs("swarm", "connect", from.addr())
	for range setting(t, "WEFT_ROUNDS", 3) {
		c.others(path, from, to)
		c.ours(path)
	}
	c.table()
}

// TestFlat moves blobs of several sizes: the memory that it takes does not grow
// with them.
func TestFlat(t *testing.T) {
	if os.Getenv("WEFT_KUBO") == "" {
		t.Skip("run make bench-kubo")
	}
	for _, mib := range []int{64, 512, 2048} {
		c := &contest{t: t, mib: mib, runs: map[string][]spend{}}
		path := filepath.Join(t.TempDir(), "content")
		c.nodes = writeContent(t, path, mib)
		c.ours(path)
		require.NoError(t, os.Remove(path))
	}
}

// writeContent makes a file and gives the nodes of its blob.
func writeContent(t *testing.T, path string, mib int) (nodes [][]byte) {
	t.Helper()
	f, err := os.Create(path)
	require.NoError(t, err)
	builder := commit.NewBuilder(func(b commit.Block) error {
		nodes = append(nodes, bytes.Clone(b.Raw))
		return nil
	})
	for i := range mib {
		_, err := io.MultiWriter(f, builder).Write(blobtest.Content(uint64(i), leaf))
		require.NoError(t, err)
	}
	_, err = builder.Finish()
	require.NoError(t, err)
	require.NoError(t, f.Sync())
	require.NoError(t, f.Close())
	return nodes
}

func (c *contest) others(path string, from, to *rival) {
	t := c.t
	c.run("kubo add", []*rival{from}, func() { from.ipfs("add", "-Q", path) })
	from.empty()
	var name string
	c.run("kubo add, canonical", []*rival{from}, func() {
		name = from.ipfs("add", "-Q", "--cid-version=1", "--raw-leaves", "--hash=blake3", "--chunker=size-1048576", "--max-file-links=16", path)
	})
	out := filepath.Join(t.TempDir(), "got")
	c.run("kubo get", []*rival{from, to}, func() { to.ipfs("get", "-o", out, name) })
	require.NoError(t, os.Remove(out))
	from.empty()
	to.empty()
	web := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(path))))
	defer web.Close()
	c.run("plain GET", nil, func() { download(t, web.URL+"/content", out) })
	require.NoError(t, os.Remove(out))
}

func download(t *testing.T, url, path string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	f, err := os.Create(path)
	require.NoError(t, err)
	_, err = io.Copy(f, resp.Body)
	require.NoError(t, err)
	require.NoError(t, f.Sync())
	require.NoError(t, f.Close())
}

func (c *contest) ours(path string) {
	t := c.t
	from := open(t, ipfs.Config{})
	c.run("publish", nil, func() {
		_, err := from.PutFile(t.Context(), path, blob.PutOptions{})
		require.NoError(t, err)
	})
	list, err := from.List(t.Context())
	require.NoError(t, err)
	id := list[0].ID
	fetch := func(way string, o blob.FetchOptions, peer []string) {
		s := open(t, ipfs.Config{})
		link(t, s, peer)
		c.run(way, nil, func() { require.NoError(t, s.Fetch(t.Context(), id, o)) })
		_, err := s.GC(t.Context(), blob.Now{})
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
	fetch("swarm", blob.FetchOptions{}, from.Addrs())
	web := httptest.NewServer(http.FileServer(http.Dir(filepath.Dir(path))))
	defer web.Close()
	// The nodes come from a peer that has nothing else, and every leaf from the web.
	l := newLiar(t, c.nodes...)
	fetch("ranges", blob.FetchOptions{From: []string{web.URL + "/content"}}, l.addrs())
	from.Mute()
	fetch("bitswap", blob.FetchOptions{}, from.Addrs())
	require.NoError(t, from.Close())
}
