// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
)

const installAnvil = "npm --prefix contracts ci"

// anvilProgram is the node of Ethereum, "" where it is not installed.
func anvilProgram(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("..", "..", "contracts", "node_modules", "@foundry-rs", "anvil-*", "bin", "anvil"))
	if err == nil && len(found) > 0 {
		full, err := filepath.Abs(found[0])
		if err == nil {
			return full
		}
	}
	if path, err := exec.LookPath("anvil"); err == nil {
		return path
	}
	return ""
}

// anvil is a node of Ethereum with blocks of a second, of which all but the last two
// are final, behind a door that can be shut.
type anvil struct {
	ctx    context.Context
	url    string // of the door
	inside string
	client *ethclient.Client
	shut   atomic.Bool
	id     *big.Int
}

// startAnvil starts a node; it stops with the script.
func startAnvil(ctx context.Context, ts *testscript.TestScript, program string) *anvil {
	cmd := exec.CommandContext(ctx, program, "--port", "0", "--hardfork", "osaka", "--block-time", "1", "--slots-in-an-epoch", "1", "--chain-id", "31337")
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		_ = cmd.Process.Kill() //nolint:errcheck // it may have ended
		_ = cmd.Wait()         //nolint:errcheck // it was killed
	})
	a := &anvil{ctx: ctx, inside: "http://" + listening(ts, out)}
	target, err := url.Parse(a.inside)
	ts.Check(err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.shut.Load() {
			panic(http.ErrAbortHandler) // a node that is dead says nothing
		}
		proxy.ServeHTTP(w, r)
	}))
	ts.Defer(door.Close)
	a.url = door.URL
	a.client, err = ethclient.DialContext(ctx, a.inside)
	ts.Check(err)
	a.id, err = a.client.ChainID(ctx)
	ts.Check(err)
	return a
}

// listening is the address that a node says it listens on.
func listening(ts *testscript.TestScript, out io.Reader) string {
	found := make(chan string, 1)
	go func() {
		var text strings.Builder
		buffer := make([]byte, 4096)
		for {
			n, err := out.Read(buffer)
			text.Write(buffer[:n])
			if _, rest, ok := strings.Cut(text.String(), "Listening on "); ok && strings.Contains(rest, "\n") {
				line, _, _ := strings.Cut(rest, "\n")
				found <- strings.TrimSpace(line)
				_, _ = io.Copy(io.Discard, out) //nolint:errcheck // so that the process does not block
				return
			}
			if err != nil {
				close(found)
				return
			}
		}
	}()
	select {
	case address, ok := <-found:
		if ok {
			return address
		}
	case <-time.After(30 * time.Second):
	}
	ts.Fatalf("anvil does not listen")
	return ""
}

// call sends a method, such as anvil_reorg, past the door.
func (a *anvil) call(ts *testscript.TestScript, method string, params ...any) {
	if params == nil {
		params = []any{}
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	ts.Check(err)
	req, err := http.NewRequestWithContext(a.ctx, http.MethodPost, a.inside, bytes.NewReader(body))
	ts.Check(err)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	var answer struct{ Error *struct{ Message string } }
	ts.Check(json.NewDecoder(res.Body).Decode(&answer))
	if answer.Error != nil {
		ts.Fatalf("%s: %s", method, answer.Error.Message)
	}
}

// fund gives an account a hundred ether.
func (a *anvil) fund(ts *testscript.TestScript, address common.Address) {
	a.call(ts, "anvil_setBalance", address, "0x56bc75e2d63100000")
}

// deploy creates a contract and returns its address.
func (a *anvil) deploy(ts *testscript.TestScript, from *ecdsa.PrivateKey, meta *bind.MetaData, constructor []byte) common.Address {
	address, tx, err := bind.DeployContract(bind.NewKeyedTransactor(from, a.id), common.FromHex(meta.Bin), a.client, constructor)
	ts.Check(err)
	a.wait(ts, tx.Hash())
	return address
}

// must sends a call that has to succeed.
func (a *anvil) must(ts *testscript.TestScript, from *ecdsa.PrivateKey, to common.Address, data []byte) {
	bound := bind.NewBoundContract(to, bindings.NewWeftBridge().GetABI(), a.client, a.client, a.client)
	tx, err := bind.Transact(bound, bind.NewKeyedTransactor(from, a.id), data)
	ts.Check(err)
	a.wait(ts, tx.Hash())
}

func (a *anvil) wait(ts *testscript.TestScript, tx common.Hash) {
	receipt, err := bind.WaitMined(a.ctx, a.client, tx)
	ts.Check(err)
	if receipt.Status != types.ReceiptStatusSuccessful {
		ts.Fatalf("transaction %s failed", tx)
	}
}

// balance is what an account holds of a token.
func (a *anvil) balance(ts *testscript.TestScript, token, owner common.Address) *big.Int {
	erc20 := bindings.NewWeftToken()
	bound := bind.NewBoundContract(token, erc20.GetABI(), a.client, a.client, a.client)
	n, err := bind.Call(bound, &bind.CallOpts{Context: a.ctx}, erc20.PackBalanceOf(owner), erc20.UnpackBalanceOf)
	ts.Check(err)
	return n
}

// scriptKey is the key of a name, everywhere the same.
func scriptKey(name string) *ecdsa.PrivateKey { return contractstest.Key(name, 0) }

func scriptAddress(name string) common.Address {
	return crypto.PubkeyToAddress(scriptKey(name).PublicKey)
}

// TestEthereumScripts runs the scripts that talk to a chain of four validators and to
// a node of Ethereum, anvil, which npm --prefix contracts ci installs.
//
// They hold what only both programs together can show: money that goes in, through a
// job and out again; a block that Ethereum takes back; a validator that lies, one of
// four; a node that is dead for a while; a token that blocks its recipient; validators
// that change; a bounty from its sponsor to its winner. What needs no real node is
// held elsewhere: replayed and reordered batches, forged and stale sets, caps and
// pauses by contracts/test and contracts/bindings, refunds of batches, halts and
// evidence by x/bridge/keeper, false logs and restarts of observers by
// x/bridge/oracle, which also runs the module against the deployed contracts.
func TestEthereumScripts(t *testing.T) {
	program := anvilProgram(t)
	if program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("anvil is not installed: " + installAnvil)
		}
		t.Skip("anvil is not installed: " + installAnvil)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "ethereum"), UpdateScripts: os.Getenv("WEFT_UPDATE") == "1", Setup: setupChain,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"bridge": func(ts *testscript.TestScript, _ bool, _ []string) { startBridge(ts, program) },
			"stop":   stopChain, "trainers": registerTrainers, "join": joinJob, "play": playRounds, "complete": completeJob, "settle": settleJob,
			"blocks": waitBlocks, "code": code, "field": field, "await": await, "gift": giftTo, "until": until,
			"govern": governListing, "rpc": rpcOfAnvil, "holds": holdsTokens, "dollars": giveDollars, "blocked": blockDollars, "door": moveDoor,
			"liar": makeLiar, "restake": restake, "wallet": useWallet,
		},
	})
}

// until runs a program until what it prints matches: until REGEXP PROGRAM ARGUMENT...
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until REGEXP PROGRAM ARGUMENT...")
	}
	said := ""
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		err := ts.Exec(args[1], args[2:]...)
		if said = ts.ReadFile("stdout"); err == nil && matches(ts, args[0], said) {
			return
		}
	}
	ts.Fatalf("a minute has passed and %s never said %q; in the end: %s %s", strings.Join(args[1:], " "), args[0], said, ts.ReadFile("stderr"))
}

func matches(ts *testscript.TestScript, pattern, text string) bool {
	m, err := regexp.Compile("(?m)" + pattern)
	ts.Check(err)
	return m.MatchString(text)
}

// rpcOfAnvil calls a method with numbers and truths: rpc anvil_reorg 1.
func rpcOfAnvil(ts *testscript.TestScript, _ bool, args []string) {
	var params []any
	for i, text := range args[1:] {
		if text == "true" || text == "false" {
			params = append(params, text == "true")
			continue
		}
		params = append(params, argument(ts, args, i+1))
	}
	if args[0] == "anvil_reorg" {
		params = append(params, []any{})
	}
	ethereumOf(ts).anvil.call(ts, args[0], params...)
}

// moveDoor makes the node of Ethereum dead or alive to everybody: door shut|open.
func moveDoor(ts *testscript.TestScript, _ bool, args []string) {
	ethereumOf(ts).anvil.shut.Store(args[0] == "shut")
}

// holdsTokens wants a balance on Ethereum: holds KEY weft|usd UNITS.
func holdsTokens(ts *testscript.TestScript, neg bool, args []string) {
	e := ethereumOf(ts)
	has := e.anvil.balance(ts, e.token(ts, args[1]), scriptAddress(args[0]))
	if same := has.String() == args[2]; same == neg {
		ts.Fatalf("%s holds %s units of %s", args[0], has, args[1])
	}
}

// useWallet deposits as a program does that has the contract's ABI from us and nothing
// else, viem: wallet KEY weft|usd UNITS ACCOUNT JOB. TX names the transaction then.
func useWallet(ts *testscript.TestScript, _ bool, args []string) {
	e := ethereumOf(ts)
	cmd := exec.CommandContext(e.anvil.ctx, "node", filepath.Join("..", "..", "contracts", "test", "wallet.mjs"))
	cmd.Env = append(os.Environ(), "RPC="+e.anvil.url, "KEY="+hexutil.Encode(crypto.FromECDSA(scriptKey(args[0]))), "BRIDGE="+e.address.Hex(),
		"TOKEN="+e.token(ts, args[1]).Hex(), "UNITS="+args[2], "ACCOUNT="+hexutil.Encode(devnet.Address(args[3])), "JOB="+args[4])
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	ts.Check(err)
	ts.Setenv("TX", strings.TrimSpace(string(out)))
}

func giveDollars(ts *testscript.TestScript, _ bool, args []string) {
	e := ethereumOf(ts)
	amount := new(big.Int).SetUint64(argument(ts, args, 1))
	e.anvil.must(ts, e.deployer, e.usd, contractstest.NewTestUSD().PackMint(scriptAddress(args[0]), amount))
}

// blockDollars has the dollar refuse an account, or not any more: blocked KEY true|false.
func blockDollars(ts *testscript.TestScript, _ bool, args []string) {
	e := ethereumOf(ts)
	e.anvil.must(ts, e.deployer, e.usd, contractstest.NewTestUSD().PackSetBlocked(scriptAddress(args[0]), args[1] == "true"))
}

func (e *ethereumStage) token(ts *testscript.TestScript, name string) common.Address {
	switch name {
	case "weft":
		return e.weft
	case "usd":
		return e.usd
	}
	ts.Fatalf("no token %s; weft or usd", name)
	return common.Address{}
}
