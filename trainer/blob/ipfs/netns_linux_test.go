// SPDX-License-Identifier: Apache-2.0

package ipfs_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// internet is network namespaces: a public network, and homes behind routers
// that translate addresses and let nothing in that nobody asked for.
type internet struct {
	t     *testing.T
	name  string
	homes int
}

const natRules = `
table inet home {
	chain in { type filter hook input priority 0; policy drop; iifname != "wan" accept; ct state established,related accept; }
	chain through { type filter hook forward priority 0; policy drop; iifname != "wan" accept; ct state established,related accept; }
}
table ip nat {
	chain out { type nat hook postrouting priority 100; oifname "wan" masquerade; }
}`

func newInternet(t *testing.T) *internet {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("network namespaces need root")
	}
	for _, tool := range []string{"ip", "nft"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s: apt-get install iproute2 nftables", tool)
		}
	}
	n := &internet{t: t, name: fmt.Sprintf("weft%d", os.Getpid())}
	if out, err := exec.CommandContext(t.Context(), "ip", "netns", "add", n.name).CombinedOutput(); err != nil {
		t.Skipf("network namespaces are not permitted here: %s", out)
	}
	n.removed(n.name)
	n.in(n.name, "ip link add name lan type bridge", "ip link set lan up", "ip link set lo up")
	return n
}

// in runs commands in a namespace.
func (n *internet) in(space string, commands ...string) {
	n.t.Helper()
	for _, c := range commands {
		n.run("", append([]string{"ip", "netns", "exec", space}, strings.Fields(c)...)...)
	}
}

func (n *internet) run(input string, args ...string) {
	n.t.Helper()
	cmd := exec.CommandContext(n.t.Context(), args[0], args[1:]...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.CombinedOutput()
	require.NoError(n.t, err, "%v: %s", args, out)
}

func (n *internet) removed(space string) {
	n.t.Cleanup(func() {
		require.NoError(n.t, exec.CommandContext(context.WithoutCancel(n.t.Context()), "ip", "netns", "del", space).Run())
	})
}

// machine adds a namespace with an address in the network of another, in which
// that other is the way out, unless it is the public network.
func (n *internet) machine(name, of, address, gateway string) string {
	n.t.Helper()
	space := n.name + name
	n.run("", "ip", "netns", "add", space)
	n.removed(space)
	n.run("", "ip", "link", "add", "name", "wan", "netns", space, "type", "veth", "peer", "name", name, "netns", of)
	n.in(of, "ip link set "+name+" master lan", "ip link set "+name+" up")
	n.in(space, "ip link set lo up", "ip addr add "+address+"/24 dev wan", "ip link set wan up")
	if gateway != "" {
		n.in(space, "ip route add default via "+gateway)
	}
	return space
}

// public adds a machine that everybody can reach.
func (n *internet) public(name string, number int) string {
	n.t.Helper()
	return n.machine(name, n.name, fmt.Sprintf("45.0.0.%d", number), "")
}

// home adds a machine behind a router of its own.
func (n *internet) home(name string) string {
	n.t.Helper()
	n.homes++
	router := n.public("r"+name, 100+n.homes)
	inside := fmt.Sprintf("192.168.%d.", n.homes)
	n.in(router, "ip link add name lan type bridge", "ip addr add "+inside+"1/24 dev lan", "ip link set lan up", "sysctl -qw net.ipv4.ip_forward=1")
	n.run(natRules, "ip", "netns", "exec", router, "nft", "-f", "-")
	return n.machine(name, router, inside+"2", inside+"1")
}

func (n *internet) begin(space string, e errand) *node {
	n.t.Helper()
	e.Listen = "/ip4/0.0.0.0/tcp/4011"
	return begin(n.t, e, "ip", "netns", "exec", space)
}

// TestInternet fetches, over real translators of addresses, from a store that
// nobody can dial: once from one that can be dialled, and once from one that
// cannot either. The relay introduces them, and carries no content.
func TestInternet(t *testing.T) {
	const leaves = 8
	n := newInternet(t)
	relaySpace, hiddenSpace := n.public("relay", 1), n.home("hidden")
	seekers := map[string]string{"public": n.public("seeker", 2), "home": n.home("other")}
	relay := n.begin(relaySpace, errand{Relay: true, Await: 1})
	at := ofNetwork(t, relay.report().Addrs, "45.0.0.")
	hidden := n.begin(hiddenSpace, errand{Relays: at, Await: 3, Put: leaves})
	had := hidden.report()
	require.NotEmpty(t, ofNetwork(t, had.Addrs, "/p2p-circuit/"))
	for name, space := range seekers {
		t.Run(name, func(t *testing.T) {
			// It knows the relay, and the store that it wants by that alone.
			seeker := n.begin(space, errand{Peers: at, Fetch: had.ID, From: ofNetwork(t, had.Addrs, "/p2p-circuit/")})
			seeker.t = t
			seeker.report()
			got := seeker.report()
			require.GreaterOrEqual(t, got.Received, uint64(leaves*leaf))
			require.Equal(t, got.Received, seeker.end().Received)
		})
	}
	require.GreaterOrEqual(t, hidden.end().Sent, uint64(2*leaves*leaf))
	moved := relay.end()
	require.Zero(t, moved.Sent)
	require.Zero(t, moved.Received)
}

// ofNetwork gives the addresses that have something in them.
func ofNetwork(t *testing.T, addrs []string, part string) (out []string) {
	t.Helper()
	for _, a := range addrs {
		if strings.Contains(a, part) {
			out = append(out, a)
		}
	}
	require.NotEmpty(t, out, addrs)
	return out
}
