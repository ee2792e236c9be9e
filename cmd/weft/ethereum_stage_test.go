// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/ecdsa"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"cosmossdk.io/math"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	gov "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/weft-network/weft/app/devnet"
	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	"github.com/weft-network/weft/contracts/bindings"
	"github.com/weft-network/weft/contracts/contractstest"
	"github.com/weft-network/weft/x/bridge/oracle"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// bridgeValidators are equal: one of them is less than a third.
const bridgeValidators = 4

// ethereumStage is a script's chain with a bridge.
type ethereumStage struct {
	*stage
	anvil    *anvil
	deployer *ecdsa.PrivateKey
	address  common.Address
	weft     common.Address
	usd      common.Address
	lies     atomic.Bool // the last validator's observer
}

var ethereumStages sync.Map

func ethereumOf(ts *testscript.TestScript) *ethereumStage {
	found, _ := ethereumStages.Load(ts)
	e, ok := found.(*ethereumStage)
	if !ok {
		ts.Fatalf("the script has no bridge; begin with: bridge")
	}
	return e
}

// startBridge starts both sides: the contracts, deployed with the keys of four
// validators, and a chain whose genesis names them. The keys user and relay are
// keystore files on Ethereum, alice and the trainers accounts of the chain.
func startBridge(ts *testscript.TestScript, program string) {
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	ts.Defer(cancel)
	e := &ethereumStage{anvil: startAnvil(ctx, ts, program), deployer: scriptKey("deployer")}
	const chainID = "weft-bridge-1"
	e.anvil.fund(ts, scriptAddress("deployer"))
	var list []bridgetypes.Candidate
	for i := range bridgeValidators {
		list = append(list, bridgetypes.Candidate{Address: validatorAddress(i).Bytes(), Power: 1})
	}
	deployment := bindings.IWeftBridgeDeployment{
		WeftChainId: chainID, SetNonce: 1, MaxSetAge: 7 * 86_400, MaxRotationAge: 14 * 86_400, Guardian: scriptAddress("guardian"),
	}
	members := bridgetypes.Members(list, bridgeValidators)
	for _, w := range bridgetypes.Packed(members) {
		deployment.Words = append(deployment.Words, common.Hash(w).Big())
	}
	contract := bindings.NewWeftBridge()
	e.address = e.anvil.deploy(ts, e.deployer, &bindings.WeftBridgeMetaData, contract.PackConstructor(deployment))
	e.usd = e.anvil.deploy(ts, e.deployer, &contractstest.TestUSDMetaData, nil)
	bound := bind.NewBoundContract(e.address, contract.GetABI(), e.anvil.client, e.anvil.client, e.anvil.client)
	var err error
	e.weft, err = bind.Call(bound, &bind.CallOpts{Context: ctx}, contract.PackWeft(), contract.UnpackWeft)
	ts.Check(err)
	e.startChain(ctx, ts, chainID)
	for _, name := range []string{"user", "relay", "guardian", "winner"} {
		e.anvil.fund(ts, scriptAddress(name))
		writeKeystore(ts, name)
		ts.Setenv(name, scriptAddress(name).Hex())
	}
	ts.Check(os.WriteFile(ts.MkAbs("passphrase"), []byte("correct horse\n"), 0o600))
	ts.Setenv("WEFT_ETH_RPC", e.anvil.url)
	ts.Setenv("WEFT_ETH_PASSPHRASE_FILE", ts.MkAbs("passphrase"))
	ts.Setenv("CONTRACT", e.address.Hex())
	ts.Setenv("USD", e.usd.Hex())
	ts.Setenv("VOUCHER", bridgetypes.VoucherDenom(e.usd.Bytes()))
}

func validatorKey(i int) *ecdsa.PrivateKey { return contractstest.Key("bridge validator", i) }

func validatorAddress(i int) common.Address { return crypto.PubkeyToAddress(validatorKey(i).PublicKey) }

func (e *ethereumStage) startChain(ctx context.Context, ts *testscript.TestScript, chainID string) {
	accounts := []devnet.Account{{Name: "submitter"}, {Name: "alice"}}
	for i := range maxTrainers {
		accounts = append(accounts, devnet.Account{Name: trainerName(i)})
	}
	net, err := devnet.Start(ctx, devnet.Options{
		ChainID: chainID, Validators: bridgeValidators, BlockTime: 100 * time.Millisecond, Dir: ts.Getenv("WEFT_HOME"), Accounts: accounts, InvariantPeriod: 10,
		Edit: e.editGenesis, Observer: func(i int) bridgetypes.Observer { return e.observer(ctx, ts, i) },
	})
	ts.Check(err)
	e.stage = &stage{ctx: ctx, net: net}
	stages.Store(ts, e.stage)
	ethereumStages.Store(ts, e)
	ts.Defer(func() {
		stages.Delete(ts)
		ethereumStages.Delete(ts)
		e.close()
	})
	ts.Check(net.WaitHeight(ctx, 3))
	ts.Setenv("WEFT_NODE", net.Node(0).RPC)
	ts.Setenv("WEFT_CHAIN_ID", chainID)
}

// editGenesis turns the bridge on, with times short enough for a test.
func (e *ethereumStage) editGenesis(g *devnet.Genesis) error {
	if err := editGenesis(g); err != nil {
		return err
	}
	err := devnet.Edit(g, govtypes.ModuleName, func(s *gov.GenesisState) {
		voting, expedited := 4*time.Second, 2*time.Second
		s.Params.VotingPeriod, s.Params.ExpeditedVotingPeriod = &voting, &expedited
	})
	if err != nil {
		return err
	}
	return devnet.Edit(g, bridgetypes.ModuleName, func(s *bridgetypes.GenesisState) {
		s.Params.Enabled, s.Params.EthChainId, s.Params.Contract, s.Params.BatchBlocks = true, e.anvil.id.Uint64(), e.address.Bytes(), 5
		for i := range bridgeValidators {
			operator := sdk.ValAddress(devnet.Address(devnet.ValidatorName(i))).String()
			s.Keys = append(s.Keys, bridgetypes.Key{Operator: operator, Address: validatorAddress(i).Bytes(), Current: true})
		}
	})
}

// observer is validator i's, as cmd/weftd makes it.
func (e *ethereumStage) observer(ctx context.Context, ts *testscript.TestScript, i int) bridgetypes.Observer {
	node, err := ethclient.DialContext(ctx, e.anvil.url)
	ts.Check(err)
	dir, err := os.MkdirTemp(ts.Getenv("WORK"), "observer")
	ts.Check(err)
	signer, err := oracle.NewSigner(validatorKey(i), filepath.Join(dir, "journal"))
	ts.Check(err)
	o, err := oracle.New(oracle.Config{
		Nodes: []oracle.Node{node}, Contract: oracle.Contract{ChainID: e.anvil.id.Uint64(), Address: e.address}, Signer: signer, Poll: 200 * time.Millisecond,
	})
	ts.Check(err)
	go o.Run(ctx)
	if i == bridgeValidators-1 {
		return &lyingObserver{Oracle: o, lies: &e.lies}
	}
	return o
}

// lyingObserver tells of an event that never was, once it lies.
type lyingObserver struct {
	*oracle.Oracle
	lies *atomic.Bool
}

func (l *lyingObserver) Seen(after uint64, chain bridgetypes.Word, limit uint64) (bridgetypes.Seen, bool) {
	s, ok := l.Oracle.Seen(after, chain, limit)
	if l.lies.Load() {
		return bridgetypes.Seen{Nonce: after + 1, Chain: bridgetypes.Keccak(chain[:]), Until: s.Until + 1<<30}, true
	}
	return s, ok
}

func makeLiar(ts *testscript.TestScript, _ bool, _ []string) { ethereumOf(ts).lies.Store(true) }

// writeKeystore writes the file of a key: user.json.
func writeKeystore(ts *testscript.TestScript, name string) {
	store := keystore.NewKeyStore(ts.MkAbs("keystore"), keystore.LightScryptN, keystore.LightScryptP)
	account, err := store.ImportECDSA(scriptKey(name), "correct horse")
	ts.Check(err)
	ts.Check(os.Rename(account.URL.Path, ts.MkAbs(name+".json")))
}

// as opens a client of an account.
func (e *ethereumStage) as(ts *testscript.TestScript, name string) *client.Client {
	c, err := client.New(e.ctx, client.Config{
		ChainID: e.net.ChainID, Node: e.net.Node(0).RPC, Identity: client.Identity{Key: name}, Keyring: e.net.Keyring, PollInterval: 20 * time.Millisecond,
		GasAdjustment: 3, Interfaces: []func(codectypes.InterfaceRegistry){gov.RegisterInterfaces, stakingtypes.RegisterInterfaces},
	})
	ts.Check(err)
	return c
}

// governListing has governance list a token: govern weft|usd.
func governListing(ts *testscript.TestScript, _ bool, args []string) {
	e := ethereumOf(ts)
	token := bridgetypes.Token{Contract: e.token(ts, args[0]).Bytes(), Kind: bridgetypes.TOKEN_KIND_MINT, Denom: money.Denom}
	if args[0] == "usd" {
		token.Kind, token.Denom = bridgetypes.TOKEN_KIND_LOCK, bridgetypes.VoucherDenom(token.Contract)
	}
	most := math.NewInt(1_000_000_000)
	token.InCap, token.OutCap, token.DayCap = most, most, most
	proposer := e.as(ts, "submitter")
	defer func() { _ = proposer.Close() }()
	authority := client.FormatAddress(authtypes.NewModuleAddress(govtypes.ModuleName))
	p, err := gov.NewMsgSubmitProposal([]sdk.Msg{&bridgetypes.MsgListToken{Authority: authority, Token: token}}, sdk.NewCoins(money.Coin(math.NewInt(2_000_000_000))),
		me(proposer), "", "list", "list", false)
	ts.Check(err)
	res, err := proposer.Submit(e.ctx, p)
	ts.Check(err)
	answer, err := client.Response[*gov.MsgSubmitProposalResponse](res)
	ts.Check(err)
	for i := range bridgeValidators {
		voter := e.as(ts, devnet.ValidatorName(i))
		_, err := voter.Submit(e.ctx, &gov.MsgVote{ProposalId: answer.ProposalId, Voter: me(voter), Option: gov.OptionYes})
		ts.Check(err)
		_ = voter.Close()
	}
	queries := gov.NewQueryClient(proposer.Conn())
	ts.Check(e.net.Wait(e.ctx, func() (bool, error) {
		res, err := queries.Proposal(e.ctx, &gov.QueryProposalRequest{ProposalId: answer.ProposalId})
		if err != nil {
			return false, err
		}
		if s := res.Proposal.Status; s == gov.StatusFailed || s == gov.StatusRejected {
			ts.Fatalf("proposal: %s %s", s, res.Proposal.FailedReason)
		}
		return res.Proposal.Status == gov.StatusPassed, nil
	}))
}

// restake has a validator stake half as much again, so that a new set is made.
func restake(ts *testscript.TestScript, _ bool, args []string) {
	e := ethereumOf(ts)
	name := devnet.ValidatorName(int(argument(ts, args, 0)))
	c := e.as(ts, name)
	defer func() { _ = c.Close() }()
	_, err := c.Submit(e.ctx, &stakingtypes.MsgDelegate{
		DelegatorAddress: me(c), ValidatorAddress: sdk.ValAddress(devnet.Address(name)).String(), Amount: money.Coin(math.NewInt(50_000_000)),
	})
	ts.Check(err)
}
