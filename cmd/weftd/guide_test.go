// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

const guideFile = "../../docs/guides/validate.md"

// TestValidatorGuide follows docs/guides/validate.md with three nodes: every line of its blocks is handed to a shell as it stands there, with
// the example addresses and numbers replaced. The script says what must be so after each.
func TestValidatorGuide(t *testing.T) {
	text, err := os.ReadFile(guideFile)
	if err != nil {
		t.Fatal(err)
	}
	g := &reader{blocks: blocks(string(text)), nodes: map[string]*process{}}
	t.Cleanup(func() { // when the script has ended, which runs beside other tests
		for heading, parts := range g.blocks {
			for i, b := range parts {
				if !b.run {
					t.Errorf("the script does not run block %d of %q", i+1, heading)
				}
			}
		}
	})
	testscript.Run(t, testscript.Params{
		Files: []string{filepath.Join("testdata", "guide", "validate.txt")},
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"node": g.node, "guide": g.guide, "start": g.start, "down": g.down, "ended": g.ended, "same": g.same, "until": g.until, "edit": edit,
			"height": waitHeight, "address": address, "at": at, "peer": peer, "votes": votes, "rest": g.rest,
		},
	})
}

// block is a block of commands of the guide.
type block struct {
	lines []string
	run   bool
}

// blocks lists the blocks below each heading.
func blocks(text string) map[string][]*block {
	out := map[string][]*block{}
	heading, inside := "", false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "## "):
			heading = line[3:]
		case strings.HasPrefix(line, "```"):
			if inside = !inside; inside {
				out[heading] = append(out[heading], &block{})
			}
		case inside:
			last := out[heading][len(out[heading])-1]
			last.lines = append(last.lines, line)
		}
	}
	return out
}

// reader follows the guide at one of its nodes at a time.
type reader struct {
	blocks map[string][]*block
	nodes  map[string]*process
	at     string
}

// process is a node that runs.
type process struct {
	ports [3]string
	cmd   *exec.Cmd
	log   string
	end   chan error
}

// variables are those of the environment of every command.
var variables = []string{
	"PATH", "HOME", "WORK", "TMPDIR", "PEER", "RPC", "P2P", "REST", "WEFTD_NODE", "WEFTD_RPC_LADDR", "WEFTD_P2P_LADDR", "WEFTD_API_ADDRESS",
	"WEFTD_KEYRING_BACKEND", "WEFTD_GRPC_ENABLE", "WEFTD_CONSENSUS_TIMEOUT_COMMIT", "WEFTD_STATESYNC_DISCOVERY_TIME",
	"WEFTD_P2P_ADDR_BOOK_STRICT", "WEFTD_P2P_ALLOW_DUPLICATE_IP", "WEFTD_STATE_SYNC_SNAPSHOT_INTERVAL", "WEFTD_STATE_SYNC_SNAPSHOT_KEEP_RECENT",
}

func environ(ts *testscript.TestScript) []string {
	var out []string
	for _, name := range variables {
		if value := ts.Getenv(name); value != "" {
			out = append(out, name+"="+value)
		}
	}
	return out
}

// node goes to another machine: its home and addresses. Its RPC address stays in $RPC_NAME.
func (g *reader) node(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: node NAME")
	}
	p := g.nodes[args[0]]
	if p == nil {
		p = &process{}
		for i := range p.ports {
			port, err := freePort()
			ts.Check(err)
			p.ports[i] = strconv.Itoa(port)
		}
		g.nodes[args[0]] = p
		ts.Defer(func() {
			if p.cmd != nil {
				if err := p.cmd.Process.Kill(); err != nil {
					ts.Logf("the node ended before: %v", err)
				}
				<-p.end
			}
		})
	}
	g.at = args[0]
	home := filepath.Join(ts.Getenv("WORK"), args[0])
	ts.Check(os.MkdirAll(home, 0o700))
	p.log = filepath.Join(home, "log")
	for name, value := range map[string]string{
		"HOME": home, "RPC": p.ports[0], "P2P": p.ports[1], "REST": p.ports[2], "RPC_" + args[0]: "http://127.0.0.1:" + p.ports[0],
		"WEFTD_NODE": "tcp://127.0.0.1:" + p.ports[0], "WEFTD_RPC_LADDR": "tcp://127.0.0.1:" + p.ports[0],
		"WEFTD_P2P_LADDR": "tcp://127.0.0.1:" + p.ports[1], "WEFTD_API_ADDRESS": "tcp://127.0.0.1:" + p.ports[2],
	} {
		ts.Setenv(name, value)
	}
	ts.Check(ts.Chdir(home))
}

// guide runs a block of the guide: guide HEADING [N] [OLD=NEW...]. Its "weftd start" goes on in the background.
func (g *reader) guide(ts *testscript.TestScript, neg bool, args []string) {
	n := 1
	if neg || len(args) == 0 {
		ts.Fatalf("usage: guide HEADING [N] [OLD=NEW...]")
	}
	heading, args := args[0], args[1:]
	if len(args) > 0 {
		if i, err := strconv.Atoi(args[0]); err == nil {
			n, args = i, args[1:]
		}
	}
	parts := g.blocks[heading]
	if n > len(parts) {
		ts.Fatalf("the guide has %d blocks below %q", len(parts), heading)
	}
	words := []string{
		"http://rpc1.example.org:26657", ts.Getenv("RPC_alpha"), "http://rpc2.example.org:26657", ts.Getenv("RPC_bravo"),
		"ID@node.example.org:26656", ts.Getenv("PEER"),
	}
	for _, a := range args {
		old, word, _ := strings.Cut(a, "=")
		words = append(words, old, word)
	}
	b := parts[n-1]
	b.run = true
	for _, line := range b.lines {
		line = strings.NewReplacer(words...).Replace(line)
		if strings.HasPrefix(line, program+" start") {
			g.start(ts, false, strings.Fields(line)[2:])
			continue
		}
		if strings.HasPrefix(line, program+" tx") {
			line += " --yes" // it asks otherwise
		}
		cmd := exec.Command("sh", "-euc", line)
		cmd.Dir, cmd.Env = ts.Getenv("HOME"), environ(ts)
		out, err := cmd.CombinedOutput()
		ts.Logf("$ %s\n%s", line, out)
		ts.Check(err)
	}
}

// start starts the node in the background.
func (g *reader) start(ts *testscript.TestScript, neg bool, args []string) {
	p := g.nodes[g.at]
	if neg || p.cmd != nil {
		ts.Fatalf("%s runs already", g.at)
	}
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	ts.Check(err)
	p.cmd = exec.Command("sh", append([]string{"-c", `exec "$0" "$@"`, program, "start", "--log_no_color"}, args...)...)
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = ts.Getenv("HOME"), environ(ts), log, log
	ts.Check(p.cmd.Start())
	p.end = make(chan error, 1)
	go func() {
		p.end <- errors.Join(p.cmd.Wait(), log.Close())
	}()
}

// wait waits until the node's process has ended, and returns its status.
func (g *reader) wait(ts *testscript.TestScript) int {
	p := g.nodes[g.at]
	if p.cmd == nil {
		ts.Fatalf("%s does not run", g.at)
	}
	select {
	case <-p.end:
	case <-time.After(time.Minute):
		ts.Fatalf("%s does not end:\n%s", g.at, tail(p.log))
	}
	status := p.cmd.ProcessState.ExitCode()
	p.cmd = nil
	return status
}

// down stops the node as Ctrl-C does.
func (g *reader) down(ts *testscript.TestScript, neg bool, args []string) {
	p := g.nodes[g.at]
	if neg || len(args) != 0 || p.cmd == nil {
		ts.Fatalf("usage: down, where a node runs")
	}
	ts.Check(p.cmd.Process.Signal(syscall.SIGINT))
	g.wait(ts)
}

// rest stops the node if it still runs.
func (g *reader) rest(ts *testscript.TestScript, _ bool, _ []string) {
	if p := g.nodes[g.at]; p.cmd != nil {
		if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
			ts.Logf("the node ended before: %v", err)
		}
		g.wait(ts)
	}
}

// ended waits until the node has ended by itself: ended STATUS REGEX, which its log matches.
func (g *reader) ended(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ended STATUS REGEX")
	}
	status := g.wait(ts)
	bz, err := os.ReadFile(g.nodes[g.at].log)
	ts.Check(err)
	if fmt.Sprint(status) != args[0] || !regexp.MustCompile("(?m)"+args[1]).Match(bz) {
		ts.Fatalf("%s ended with status %d and not as %q says:\n%s", g.at, status, args[1], tail(g.nodes[g.at].log))
	}
}

// same holds that nodes have one application hash at one height: same HEIGHT NODE...
func (g *reader) same(ts *testscript.TestScript, neg bool, args []string) {
	want := ""
	for _, name := range args[1:] {
		var block struct {
			Result struct {
				Block struct {
					Header struct {
						AppHash string `json:"app_hash"`
					} `json:"header"`
				} `json:"block"`
			} `json:"result"`
		}
		ts.Check(getJSON(ts.Getenv("RPC_"+name)+"/block?height="+args[0], &block))
		got := block.Result.Block.Header.AppHash
		if want == "" {
			want = got
		}
		if neg || got == "" || got != want {
			ts.Fatalf("at %s, %s has %q, %s %q", args[0], args[1], want, name, got)
		}
	}
}

// until asks the node's REST address until the answer matches: until STATUS PATH REGEX.
func (g *reader) until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: until STATUS PATH REGEX")
	}
	last := ""
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		res, err := http.Get("http://127.0.0.1:" + ts.Getenv("REST") + args[1])
		if err != nil {
			last = err.Error()
			continue
		}
		var body json.RawMessage
		err = json.NewDecoder(res.Body).Decode(&body)
		_ = res.Body.Close()
		if last = fmt.Sprint(res.StatusCode, " ", string(body), err); err == nil && strconv.Itoa(res.StatusCode) == args[0] &&
			regexp.MustCompile(args[2]).Match(body) {
			return
		}
	}
	ts.Fatalf("%s does not come to %s %s: %s\n%s", args[1], args[0], args[2], last, tail(g.nodes[g.at].log))
}

// at sets a variable to the node's height and so many blocks: at VARIABLE BLOCKS.
func at(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: at VARIABLE BLOCKS")
	}
	more, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	height, err := latest(ts)
	ts.Check(err)
	ts.Setenv(args[0], strconv.FormatInt(height+more, 10))
}

// edit gives a value of a JSON file: edit FILE a.b.c VALUE.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE PATH VALUE")
	}
	bz, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	var root map[string]any
	d := json.NewDecoder(bytes.NewReader(bz))
	d.UseNumber()
	ts.Check(d.Decode(&root))
	names := strings.Split(args[1], ".")
	m := root
	for _, name := range names[:len(names)-1] {
		inner, ok := m[name].(map[string]any)
		if !ok {
			ts.Fatalf("%s has no %s", args[0], args[1])
		}
		m = inner
	}
	if _, ok := m[names[len(names)-1]]; !ok {
		ts.Fatalf("%s has no %s", args[0], args[1])
	}
	m[names[len(names)-1]] = args[2]
	bz, err = json.Marshal(root)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bz, 0o600))
}

// peer sets $PEER to the address of the node for peers.
func peer(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(ts.Exec(program, "comet", "show-node-id"))
	ts.Setenv("PEER", strings.TrimSpace(ts.ReadFile("stdout"))+"@127.0.0.1:"+ts.Getenv("P2P"))
}

// votes waits for a block that so many validators have signed: votes N.
func votes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: votes N")
	}
	var last string
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var commit struct {
			Result struct {
				Header struct {
					Commit struct {
						Signatures []struct {
							Flag int `json:"block_id_flag"`
						} `json:"signatures"`
					} `json:"commit"`
				} `json:"signed_header"`
			} `json:"result"`
		}
		if err := getJSON("http://127.0.0.1:"+ts.Getenv("RPC")+"/commit", &commit); err != nil {
			last = err.Error()
			continue
		}
		n := 0
		for _, s := range commit.Result.Header.Commit.Signatures {
			if s.Flag == 2 { // for the block
				n++
			}
		}
		if last = fmt.Sprint(n, " votes"); strconv.Itoa(n) == args[0] {
			return
		}
	}
	ts.Fatalf("no block with %s votes: %s", args[0], last)
}

// tail is the end of a log.
func tail(path string) string {
	bz, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(bz[max(0, len(bz)-4000):])
}
