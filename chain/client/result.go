// SPDX-License-Identifier: Apache-2.0

package client

import (
	"errors"
	"fmt"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/gogoproto/proto"
)

// Result is a transaction that a block executed.
type Result struct {
	Height             int64
	TxHash             string
	GasWanted, GasUsed int64
	// Fee is what was paid.
	Fee sdk.Coins
	// Events are the typed events of weft's modules, in order.
	Events []Event
	// Responses are the answers to the messages, in order; those of messages for an operator are unwrapped.
	Responses []proto.Message
}

// Response returns the first answer of type T: Response[*jobtypes.MsgSubmitJobResponse](res).
func Response[T proto.Message](r *Result) (T, error) {
	for _, m := range r.Responses {
		if t, ok := m.(T); ok {
			return t, nil
		}
	}
	var none T
	return none, fmt.Errorf("%w: transaction %s has no %T", ErrDecode, r.TxHash, none)
}

// EventsOf returns the events of type T: EventsOf[*jobtypes.EventJobSubmitted](res.Events).
func EventsOf[T proto.Message](events []Event) []T {
	var out []T
	for _, e := range events {
		if t, ok := e.Value.(T); ok {
			out = append(out, t)
		}
	}
	return out
}

// result decodes a transaction found in a block: a *RefusedError if it failed.
func (c *Client) result(found *coretypes.ResultTx) (*Result, error) {
	r := found.TxResult
	hash := fmt.Sprintf("%X", []byte(found.Hash))
	if r.Code != 0 {
		return nil, &RefusedError{Codespace: r.Codespace, Code: r.Code, Log: r.Log, TxHash: hash, Height: found.Height}
	}
	tx, err := c.enc.txConfig.TxDecoder()(found.Tx)
	if err != nil {
		return nil, fmt.Errorf("%w: transaction %s: %w", ErrDecode, hash, err)
	}
	out := &Result{Height: found.Height, TxHash: hash, GasWanted: r.GasWanted, GasUsed: r.GasUsed}
	if fee, ok := tx.(sdk.FeeTx); ok {
		out.Fee = fee.GetFee()
	}
	if out.Responses, err = c.responses(tx.GetMsgs(), r.Data); err != nil {
		return nil, fmt.Errorf("%w: transaction %s: %w", ErrDecode, hash, err)
	}
	out.Events = c.decodeEvents(nil, Event{Height: found.Height, Tx: int(found.Index)}, r.Events)
	return out, nil
}

// responses decodes the answers to messages.
func (c *Client) responses(msgs []sdk.Msg, data []byte) ([]proto.Message, error) {
	var all sdk.TxMsgData
	if err := c.enc.cdc.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	if len(all.MsgResponses) != len(msgs) {
		return nil, fmt.Errorf("%d answers to %d messages", len(all.MsgResponses), len(msgs))
	}
	var out []proto.Message
	for i, packed := range all.MsgResponses {
		msg, err := c.decode(packed.TypeUrl, packed.Value)
		if err != nil {
			return nil, err
		}
		exec, ok := msgs[i].(*authz.MsgExec)
		if !ok {
			out = append(out, msg)
			continue
		}
		inner, err := c.execResponses(exec, msg)
		if err != nil {
			return nil, err
		}
		out = append(out, inner...)
	}
	return out, nil
}

// execResponses decodes the answers inside the answer to a MsgExec, which come without their types.
func (c *Client) execResponses(exec *authz.MsgExec, answer proto.Message) ([]proto.Message, error) {
	results, ok := answer.(*authz.MsgExecResponse)
	if !ok || len(results.Results) != len(exec.Msgs) {
		return nil, errors.New("answer to a MsgExec does not fit its messages")
	}
	out := make([]proto.Message, len(exec.Msgs))
	for i, m := range exec.Msgs {
		var err error
		if out[i], err = c.decode(m.TypeUrl+"Response", results.Results[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *Client) decode(typeURL string, bz []byte) (proto.Message, error) {
	msg, err := c.enc.registry.Resolve(typeURL)
	if err != nil {
		return nil, err
	}
	return msg, c.enc.cdc.Unmarshal(bz, msg)
}
