// SPDX-License-Identifier: Apache-2.0

package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	sdkmath "cosmossdk.io/math"
	"github.com/cometbft/cometbft/crypto/tmhash"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cosmos/cosmos-sdk/client"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	"github.com/cosmos/cosmos-sdk/x/authz"
)

// Tx is what one transaction is to hold.
type Tx struct {
	Messages []sdk.Msg
	Memo     string
	// Gas is the limit; 0 means that it is found by simulation.
	Gas uint64
	// Unordered frees the transaction from the order of its account's others: it has a timeout in place of a sequence.
	Unordered bool
}

// Sender signs and sends for one identity. Senders with the same key share its sequence.
type Sender struct {
	c          *Client
	key        string
	pub        cryptotypes.PubKey
	address    sdk.AccAddress
	operator   sdk.AccAddress // the key's own address unless the key is a hot key
	feeGranter sdk.AccAddress
	account    *account
}

// As returns a sender for another identity of the client's keyring.
func (c *Client) As(id Identity) (*Sender, error) {
	if id.Key == "" || c.keyring == nil {
		return nil, fmt.Errorf("%w: none to sign with; name one in Config.Identity", ErrKey)
	}
	if err := id.validate(); err != nil {
		return nil, err
	}
	s := &Sender{c: c, key: id.Key}
	var err error
	if s.pub, s.address, err = publicKey(c.keyring, id.Key); err != nil {
		return nil, err
	}
	s.operator = s.address
	if id.Operator != "" {
		if s.operator, err = ParseAddress(id.Operator); err != nil {
			return nil, err
		}
	}
	if id.FeeGranter != "" {
		if s.feeGranter, err = ParseAddress(id.FeeGranter); err != nil {
			return nil, err
		}
	}
	s.account = c.account(s.Address())
	return s, nil
}

// Address is the address of the signing key, which pays the fees unless there is a fee granter.
func (s *Sender) Address() string { return FormatAddress(s.address) }

// Operator is the address for which the sender signs: messages name it as their operator, submitter and so on.
func (s *Sender) Operator() string { return FormatAddress(s.operator) }

// Submit is Client.Submit for this sender.
func (s *Sender) Submit(ctx context.Context, msgs ...sdk.Msg) (*Result, error) {
	return s.Send(ctx, Tx{Messages: msgs})
}

// SubmitUnordered is Client.SubmitUnordered for this sender.
func (s *Sender) SubmitUnordered(ctx context.Context, msgs ...sdk.Msg) (*Result, error) {
	return s.Send(ctx, Tx{Messages: msgs, Unordered: true})
}

// wrap returns the messages as the key can send them: what the operator must sign goes into a MsgExec if the key is a hot key.
func (s *Sender) wrap(msgs []sdk.Msg) ([]sdk.Msg, error) {
	if len(msgs) == 0 {
		return nil, fmt.Errorf("%w: no message", ErrSigner)
	}
	var out []sdk.Msg
	var exec *authz.MsgExec // collects messages in a row
	for _, msg := range msgs {
		signers, _, err := s.c.enc.cdc.GetMsgV1Signers(msg)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrSigner, sdk.MsgTypeURL(msg), err)
		}
		if len(signers) != 1 {
			return nil, fmt.Errorf("%w: %s has %d signers, allowed 1", ErrSigner, sdk.MsgTypeURL(msg), len(signers))
		}
		switch {
		case bytes.Equal(signers[0], s.address):
			exec = nil
			out = append(out, msg)
		case bytes.Equal(signers[0], s.operator):
			packed, err := codectypes.NewAnyWithValue(msg)
			if err != nil {
				return nil, err
			}
			if exec == nil {
				exec = &authz.MsgExec{Grantee: s.Address()}
				out = append(out, exec)
			}
			exec.Msgs = append(exec.Msgs, packed)
		default:
			return nil, fmt.Errorf("%w: %s must be signed by %s; key %q signs for %s", ErrSigner,
				sdk.MsgTypeURL(msg), FormatAddress(signers[0]), s.key, s.Operator())
		}
	}
	return out, nil
}

// signed is a transaction as it goes to the chain.
type signed struct {
	bytes []byte
	hash  []byte
	// sequence is the number of an ordered transaction.
	sequence  uint64
	unordered bool
	// after is the height before which no block can hold it. A block above lastHeight, or for an unordered one a block later than lastTime,
	// can not either.
	after      int64
	lastHeight int64
	lastTime   time.Time
	fee        sdk.Coins
	// unsure is set while it is not known whether the node has it, doubt while there may be a block with it that the index misses; scanned
	// is the height up to which blocks have been searched for it. They belong to whoever waits for it.
	unsure, doubt bool
	scanned       int64
}

func (t *signed) hashString() string { return fmt.Sprintf("%X", t.hash) }

// sent takes the result of the first broadcast and reports whether the node may have the transaction.
func (t *signed) sent(err error) bool {
	t.unsure = errors.Is(err, errLost)
	return err == nil || t.unsure || errors.Is(err, errSeen)
}

// expired reports whether no block after head can hold the transaction.
func (t *signed) expired(head Head) bool {
	if t.unordered {
		return head.Time.After(t.lastTime)
	}
	return head.Height >= t.lastHeight
}

// fees pays for gas at the client's prices, rounded up.
func (c *Client) fees(gas uint64) sdk.Coins {
	var fees sdk.Coins
	for _, p := range c.prices {
		fees = fees.Add(sdk.NewCoin(p.Denom, p.Amount.MulInt(sdkmath.NewIntFromUint64(gas)).Ceil().TruncateInt()))
	}
	return fees
}

const (
	// minUnordered keeps an unordered transaction alive for some blocks however fast they come; maxUnordered is below the ten minutes that
	// the chain allows.
	minUnordered = 15 * time.Second
	maxUnordered = 9 * time.Minute
	// orderedLife is a second bound on an ordered transaction, far beyond that by height. It carries the salt.
	orderedLife = 24 * time.Hour
	// maxSalt bounds the salt of a client, which is added to the timeouts of its transactions. Signatures are deterministic: without it, two
	// programs that use one key and send equal messages at the same moment would make one and the same transaction, and each take it for its
	// own.
	maxSalt = time.Second
)

// unorderedTimeout returns a timeout that no other transaction of this client has.
func (c *Client) unorderedTimeout(head Head) time.Time {
	life := time.Duration(c.cfg.ValidBlocks) * c.BlockTime()
	at := head.Time.Add(min(max(life, minUnordered), maxUnordered) + c.salt).UnixNano()
	for {
		last := c.nonce.Load()
		next := max(at, last+1)
		if c.nonce.CompareAndSwap(last, next) {
			return time.Unix(0, next).UTC()
		}
	}
}

// build makes the unsigned transaction and, in out, when it ends.
func (s *Sender) build(tx Tx, gas uint64, out *signed) (client.TxBuilder, error) {
	b := s.c.enc.txConfig.NewTxBuilder()
	if err := b.SetMsgs(tx.Messages...); err != nil {
		return nil, err
	}
	head := s.c.heads.latest()
	out.after, out.scanned = head.Height, head.Height
	out.unordered = tx.Unordered
	if tx.Unordered {
		out.lastTime = s.c.unorderedTimeout(head)
		b.SetUnordered(true)
		b.SetTimeoutTimestamp(out.lastTime)
	} else {
		out.lastHeight = head.Height + s.c.cfg.ValidBlocks
		b.SetTimeoutHeight(uint64(out.lastHeight))
		b.SetTimeoutTimestamp(head.Time.Add(orderedLife + s.c.salt))
	}
	out.fee = s.c.fees(gas)
	b.SetMemo(tx.Memo)
	b.SetGasLimit(gas)
	b.SetFeeAmount(out.fee)
	return b, s.payFees(b)
}

// payFees names who pays the fees, if another account than the key's does. The builder writes it with the prefix of the SDK's global
// configuration, which is the program's and may be another one: it is written again, as the chain reads it.
func (s *Sender) payFees(b client.TxBuilder) error {
	if s.feeGranter == nil {
		return nil
	}
	b.SetFeeGranter(s.feeGranter) // forgets what is encoded already
	built, ok := b.(interface{ GetProtoTx() *txtypes.Tx })
	if !ok {
		return fmt.Errorf("%w: the builder %T does not show its transaction", ErrSigner, b)
	}
	built.GetProtoTx().AuthInfo.Fee.Granter = FormatAddress(s.feeGranter)
	return nil
}

// sign makes the transaction's bytes.
func (s *Sender) sign(ctx context.Context, tx Tx, gas, number, sequence uint64) (*signed, error) {
	out := &signed{sequence: sequence}
	b, err := s.build(tx, gas, out)
	if err != nil {
		return nil, err
	}
	sig := signing.SignatureV2{PubKey: s.pub, Sequence: sequence, Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT}}
	if err := b.SetSignatures(sig); err != nil { // direct mode signs the signer's key and sequence too
		return nil, err
	}
	signer := authsigning.SignerData{
		Address: s.Address(), ChainID: s.c.cfg.ChainID, AccountNumber: number, Sequence: sequence, PubKey: s.pub,
	}
	doc, err := authsigning.GetSignBytesAdapter(ctx, s.c.enc.txConfig.SignModeHandler(), signing.SignMode_SIGN_MODE_DIRECT, signer, b.GetTx())
	if err != nil {
		return nil, err
	}
	signature, _, err := s.c.keyring.Sign(s.key, doc, signing.SignMode_SIGN_MODE_DIRECT)
	if err != nil {
		return nil, fmt.Errorf("%w: sign with %q: %w", ErrKey, s.key, err)
	}
	sig.Data = &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT, Signature: signature}
	if err := b.SetSignatures(sig); err != nil {
		return nil, err
	}
	if out.bytes, err = s.c.enc.txConfig.TxEncoder()(b.GetTx()); err != nil {
		return nil, err
	}
	out.hash = tmhash.Sum(out.bytes)
	return out, nil
}

// simulate finds the gas that a transaction needs. It is simulated as an unordered one: the sequence that an ordered one would need is
// known only to who has the account's turn, and changes with every transaction that the node takes.
func (s *Sender) simulate(ctx context.Context, tx Tx) (uint64, error) {
	tx.Unordered = true
	b, err := s.build(tx, 1, &signed{}) // one unit, so that a fee is taken wherever one will be
	if err != nil {
		return 0, err
	}
	sig := signing.SignatureV2{PubKey: s.pub, Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT}}
	if err := b.SetSignatures(sig); err != nil {
		return 0, err
	}
	bz, err := s.c.enc.txConfig.TxEncoder()(b.GetTx())
	if err != nil {
		return 0, err
	}
	res, err := ask(ctx, s.c, "simulate", func(ctx context.Context) (*coretypes.ResultABCIQuery, error) {
		return s.c.node.ABCIQueryWithOptions(ctx, "/app/simulate", bz, rpcclient.ABCIQueryOptions{})
	})
	if text := answered(err); text != "" {
		return 0, &RefusedError{Log: text} // too large to be read, for example
	}
	if err != nil {
		return 0, err
	}
	if r := res.Response; !r.IsOK() {
		return 0, &RefusedError{Codespace: r.Codespace, Code: r.Code, Log: r.Log}
	}
	var answer struct {
		GasInfo struct {
			GasUsed uint64 `json:"gas_used,string"`
		} `json:"gas_info"`
	}
	if err := json.Unmarshal(res.Response.Value, &answer); err != nil {
		return 0, fmt.Errorf("%w: simulate: %w", ErrDecode, err)
	}
	return uint64(math.Ceil(float64(answer.GasInfo.GasUsed) * s.c.cfg.GasAdjustment)), nil
}
