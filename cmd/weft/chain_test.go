// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"cosmossdk.io/math"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/beacon/local"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/cmd/weft/internal/jobs"
	beacontypes "github.com/weft-network/weft/x/beacon/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

// TestChainScripts runs the scripts that talk to a chain, each to one of its
// own, in this process. WEFT_UPDATE=1 writes the recorded outputs anew.
func TestChainScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/chain",
		UpdateScripts: os.Getenv("WEFT_UPDATE") == "1",
		Setup:         setupChain,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"chain": startChain, "stop": stopChain, "trainers": registerTrainers, "join": joinJob, "play": playRounds, "complete": completeJob, "evaluate": evaluateJob, "serve": serveContent,
			"settle": settleJob, "blocks": waitBlocks, "mask": mask, "code": code, "field": field, "await": await, "await_status": awaitStatus, "gift": giftTo,
			"hire": hireCrew, "accuse": accuse, "insist": insist, "turn": awaitTurn, "secret": rememberSecret, "untold": untold,
		},
	})
}

func setupChain(env *testscript.Env) error {
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("WEFT_HOME", env.WorkDir+"/home")
	env.Setenv("WEFT_KEYRING_BACKEND", "test")
	dataset := commit.ID{Digest: commit.Digest(bytes.Repeat([]byte{2}, commit.DigestSize)), Size: 1 << 16}
	env.Setenv("DATASET", dataset.String())
	license, err := filepath.Abs(filepath.Join("..", "..", "LICENSE"))
	if err != nil {
		return err
	}
	env.Setenv("LICENSE", license)
	job, err := os.ReadFile(filepath.Join("testdata", "chain", "small.toml"))
	if err != nil {
		return err
	}
	withTokenizer, err := realJob(job)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(env.WorkDir, "small.toml"), job, 0o600),
		os.WriteFile(filepath.Join(env.WorkDir, "real.toml"), withTokenizer, 0o600),
	)
}

// startChain starts the script's chain: chain [BEACON]. Its accounts are
// submitter, poor and the trainers trainer0 to trainer3, with their keys in the
// home folder. With a seed it has the beacon of that seed, and jobs are audited.
func startChain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: chain [BEACON]")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	ts.Defer(cancel)
	accounts := []devnet.Account{{Name: "submitter"}, {Name: "poor", Coins: coins(2_000_000)}}
	for i := range maxTrainers {
		accounts = append(accounts, devnet.Account{Name: trainerName(i)})
	}
	edit := editGenesis
	if len(args) > 0 {
		edit = func(g *devnet.Genesis) error { return errors.Join(editGenesis(g), withBeacon(g, args[0])) }
	}
	net, err := devnet.Start(ctx, devnet.Options{
		BlockTime: 60 * time.Millisecond, Dir: ts.Getenv("WEFT_HOME"), Accounts: accounts, Edit: edit, InvariantPeriod: 10,
	})
	ts.Check(err)
	s := &stage{ctx: ctx, net: net, audited: len(args) > 0}
	stages.Store(ts, s)
	ts.Defer(func() {
		stages.Delete(ts)
		s.close()
	})
	ts.Check(net.WaitHeight(ctx, 3))
	ts.Setenv("WEFT_NODE", net.Node(0).RPC)
	ts.Setenv("WEFT_CHAIN_ID", net.ChainID)
}

// editGenesis makes times short enough for a test.
func editGenesis(g *devnet.Genesis) error {
	err := devnet.Edit(g, rewardtypes.ModuleName, func(s *rewardtypes.GenesisState) {
		s.Params.VestRounds, s.Params.UnlockBlocks, s.Params.MinLocked = 3, 8, 1000
	})
	if err != nil {
		return err
	}
	return devnet.Edit(g, staketypes.ModuleName, func(s *staketypes.GenesisState) {
		s.Params.MinBond, s.Params.JailBlocks = math.NewInt(100_000_000), 5
	})
}

// withBeacon gives a chain the beacon of a seed.
func withBeacon(g *devnet.Genesis, seed string) error {
	return devnet.Edit(g, beacontypes.ModuleName, func(s *beacontypes.GenesisState) {
		s.Params = beacontypes.Params{
			PublicKey: local.New([]byte(seed)).Public(), Period: 1, GenesisTime: g.Time.Unix(), KeepBlocks: beacontypes.MaxKeepBlocks,
		}
	})
}

func stopChain(ts *testscript.TestScript, _ bool, _ []string) { stageOf(ts).close() }

func registerTrainers(ts *testscript.TestScript, _ bool, args []string) {
	stageOf(ts).register(ts, int(argument(ts, args, 0)))
}

func joinJob(ts *testscript.TestScript, _ bool, args []string) {
	stageOf(ts).join(ts, argument(ts, args, 0))
}

// playRounds plays rounds: play JOB FIRST LAST.
func playRounds(ts *testscript.TestScript, _ bool, args []string) {
	for round := argument(ts, args, 1); round <= argument(ts, args, 2); round++ {
		stageOf(ts).play(ts, argument(ts, args, 0), round)
	}
}

func completeJob(ts *testscript.TestScript, _ bool, args []string) {
	stageOf(ts).complete(ts, argument(ts, args, 0))
}

// evaluateJob has a trainer state a validation loss of 1.5 after a round:
// evaluate JOB ROUND.
func evaluateJob(ts *testscript.TestScript, _ bool, args []string) {
	stageOf(ts).evaluate(ts, argument(ts, args, 0), argument(ts, args, 1))
}

// settleJob waits until the late window of a job's last round has ended.
func settleJob(ts *testscript.TestScript, _ bool, args []string) {
	stageOf(ts).settle(ts, argument(ts, args, 0))
}

func waitBlocks(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	ts.Check(s.net.WaitBlocks(s.ctx, int64(argument(ts, args, 0))))
}

// awaitStatus waits until a job has a status: await_status JOB WORD.
func awaitStatus(ts *testscript.TestScript, _ bool, args []string) {
	stageOf(ts).waitFor(ts, argument(ts, args, 0), func(j jobtypes.Job, _ *jobtypes.Round) bool { return jobs.Status(j.Status) == args[1] })
}

// giftTo sends 1000 WEFT to a key of the home folder: gift KEY.
func giftTo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gift KEY")
	}
	ts.Check(ts.Exec("weft", "key", "show", args[0], "--address"))
	to, err := client.ParseAddress(strings.TrimSpace(ts.ReadFile("stdout")))
	ts.Check(err)
	s := stageOf(ts)
	ts.Check(s.net.Fund(s.ctx, to, coins(1_000_000_000)))
}

// argument reads a number.
func argument(ts *testscript.TestScript, args []string, i int) uint64 {
	if i >= len(args) {
		ts.Fatalf("argument %d is missing", i+1)
	}
	n, err := strconv.ParseUint(args[i], 10, 64)
	ts.Check(err)
	return n
}

// masks hide what differs from run to run.
var masks = []struct {
	match *regexp.Regexp
	with  string
}{
	{regexp.MustCompile(`(?m)^\d+(  [a-z])`), "HEIGHT${1}"}, // an event
	{regexp.MustCompile(`((?i:height|block|heights)"?[ :]*)\d+`), "${1}HEIGHT"},
	{regexp.MustCompile(`(?m)^( +\d+  [a-z]+ +)\d+ +\d+ +(\d+|-)( +\d+/\d+)`), "${1}HEIGHTS${3}"},   // a round of weft job show
	{regexp.MustCompile(`\d+(  weft1)`), "HEIGHT${1}"},                                              // a unit of it
	{regexp.MustCompile(`(?m)^((?:\d+,){2}weft1.*,)\d+$`), "${1}HEIGHT"},                            // a unit of weft job metrics --csv
	{regexp.MustCompile(`(?m)^(\d+ +[a-z]+ .* )\d+$`), "${1}BLOCKS"},                                // a round of weft job metrics
	{regexp.MustCompile(`((?:challenger|defender) ) *\d+( +\d+ +[0-9.]+ WEFT)`), "${1} BLOCKS${2}"}, // a game of weft dispute list
	{regexp.MustCompile(`(transaction |"tx":")[0-9A-F]{64}`), "${1}TX"},
	{regexp.MustCompile(`\b[0-9a-f]{64}\b`), "DIGEST"},
	{regexp.MustCompile(`bafy\w+`), "CID"},
	{regexp.MustCompile(`about [0-9.]+\w+( \d+\w)?`), "about TIME"},
	{regexp.MustCompile(`(?m)\d+ blocks, about`), "N blocks, about"},
	{regexp.MustCompile(`(?m)^(time|devices)( +).*`), "${1}${2}TIME"}, // they follow the pace of this chain
	{regexp.MustCompile(`\b[0-9a-f]{16}( is that of this program|, filled in)`), "DIGEST${1}"},
	{regexp.MustCompile(`"gas_used":\d+`), `"gas_used":GAS`},
}

// mask hides heights, transactions and times in a file: mask stdout FILE.
func mask(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mask FILE OUT")
	}
	text := ts.ReadFile(args[0])
	for _, m := range masks {
		text = m.match.ReplaceAllString(text, m.with)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}
