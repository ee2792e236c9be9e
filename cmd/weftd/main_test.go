// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weft-network/weft/internal/promtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){program: release})
}

// TestScripts runs the programs in testdata. A node there listens on the ports of $RPC, $P2P,
// $REST and $METRICS.
func TestScripts(t *testing.T) {
	readGuide(t, "build.md")
	testscript.Run(t, testscript.Params{
		Dir:   "testdata",
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"height": waitHeight, "get": get, "address": address, "guide": runGuide, "spec": writeSpec, "monitored": monitored,
		},
	})
}

func setup(env *testscript.Env) error {
	env.Setenv("HOME", env.WorkDir)
	for _, name := range []string{"RPC", "P2P", "REST", "METRICS"} {
		port, err := freePort()
		if err != nil {
			return err
		}
		env.Setenv(name, strconv.Itoa(port))
	}
	return nil
}

// freePort finds a port below those of outgoing connections, one of which could take it before the node does.
func freePort() (int, error) {
	for port := 20000 + os.Getpid()%5000; port < 32768; port += 7 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		if given[port] {
			_ = l.Close()
			continue
		}
		given[port] = true
		return port, l.Close()
	}
	return 0, fmt.Errorf("no free port below 32768")
}

var given = map[int]bool{}

// waitHeight waits until the node of the script has a block: height 3.
func waitHeight(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: height N")
	}
	want, err := strconv.ParseInt(args[0], 10, 64)
	ts.Check(err)
	var last error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var height int64
		if height, last = latest(ts); last == nil && height >= want {
			return
		}
	}
	ts.Fatalf("no block at height %d after a minute: %v", want, last)
}

// latest is the height of the node of the script.
func latest(ts *testscript.TestScript) (int64, error) {
	var status struct {
		Result struct {
			SyncInfo struct {
				Height int64 `json:"latest_block_height,string"`
			} `json:"sync_info"`
		} `json:"result"`
	}
	err := getJSON("http://127.0.0.1:"+ts.Getenv("RPC")+"/status", &status)
	return status.Result.SyncInfo.Height, err
}

// address sets a variable to the address of a key: address BOB bob.
func address(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: address VARIABLE KEY [FLAG...]")
	}
	ts.Check(ts.Exec(program, append([]string{"keys", "show", "--address"}, args[1:]...)...))
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}

// get fetches a URL path of the node's REST address into stdout of the script: get /cosmos/... FILE.
func get(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get PATH FILE")
	}
	var body json.RawMessage
	ts.Check(getJSON("http://127.0.0.1:"+ts.Getenv("REST")+args[0], &body))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), body, 0o600))
}

// monitored wants all that dashboards and alerts of validators ask for in what the node serves at $METRICS: monitored.
func monitored(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: monitored")
	}
	res, err := http.Get("http://127.0.0.1:" + ts.Getenv("METRICS") + "/metrics")
	ts.Check(err)
	page, err := io.ReadAll(res.Body)
	ts.Check(errors.Join(err, res.Body.Close()))
	for _, file := range []string{"dashboards/validator.json", "alerts/validator.yml"} {
		if faults := promtest.Faults("../../contrib/monitoring/"+file, string(page)); faults != nil {
			ts.Fatalf("%s", strings.Join(faults, "\n"))
		}
	}
}

func getJSON(url string, into any) error {
	res, err := http.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", url, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(into)
}
