// SPDX-License-Identifier: Apache-2.0

package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"

	errorsmod "cosmossdk.io/errors"
	rpctypes "github.com/cometbft/cometbft/rpc/jsonrpc/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	beacontypes "github.com/weft-network/weft/x/beacon/types"
	breakertypes "github.com/weft-network/weft/x/breaker/types"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
	disputetypes "github.com/weft-network/weft/x/dispute/types"
	jobtypes "github.com/weft-network/weft/x/job/types"
	rewardtypes "github.com/weft-network/weft/x/reward/types"
	staketypes "github.com/weft-network/weft/x/stake/types"
)

var (
	// ErrRefused: the chain said no. The error is a *RefusedError.
	ErrRefused = errors.New("refused by the chain")
	// ErrUnreachable: the node did not answer, or broke down over it. What was to be sent was not.
	ErrUnreachable = errors.New("node not reachable")
	// ErrOutcomeUnknown: a transaction was sent, or may have been, and the wait for it ended before its outcome was known. The error is an
	// *UnknownOutcomeError; hand it to Client.Resolve before sending the same messages again.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrExpired: a transaction is in no block and can get into none any more. Sending its messages again is safe.
	ErrExpired = errors.New("transaction expired before a block included it")
	// ErrBusy: the node's mempool takes no more. Nothing was sent.
	ErrBusy = errors.New("node is busy")
	// ErrSyncing: the node is behind the chain; what it says about accounts is out of date.
	ErrSyncing = errors.New("node is still catching up with the chain")
	// ErrChainID: the node serves another chain than the one configured.
	ErrChainID = errors.New("node serves another chain")
	// ErrNotFound: what was looked for is not there.
	ErrNotFound = errors.New("not found")
	// ErrPruned: the node no longer has, or never kept, the events of a block.
	ErrPruned = errors.New("events of the block are not available")
	// ErrAccount: the signing account does not exist on the chain.
	ErrAccount = errors.New("account does not exist on the chain")
	// ErrKey: a key cannot be used.
	ErrKey = errors.New("key")
	// ErrSigner: a message must be signed by somebody else.
	ErrSigner = errors.New("message of another signer")
	// ErrAddress: text is not an address of this chain.
	ErrAddress = errors.New("invalid address")
	// ErrConfig: the configuration cannot work.
	ErrConfig = errors.New("client configuration")
	// ErrDecode: the chain answered with something this program does not understand.
	ErrDecode = errors.New("answer not understood")
	// ErrClosed: the client was closed.
	ErrClosed = errors.New("client is closed")
)

// RefusedError is the chain's refusal of a transaction, or of a query. errors.Is finds ErrRefused and the module's registered error in it.
type RefusedError struct {
	// Codespace and Code name the module's error; Code 0 means that the refusal came from the node and no module.
	Codespace string
	Code      uint32
	// Log is what the chain said.
	Log string
	// TxHash names the transaction, if there is one, and Height the block that holds it. Height 0: it got into no block, and cost nothing.
	TxHash string
	Height int64
}

func (e *RefusedError) Error() string {
	s := ErrRefused.Error()
	if e.Height > 0 {
		s += fmt.Sprintf(" at height %d", e.Height)
	}
	s += ": " + strings.ToValidUTF8(e.Log, "?") // modules put raw bytes into errors
	if e.Code != 0 {
		s += fmt.Sprintf(" (%s %d)", e.Codespace, e.Code)
	}
	return s
}

// Unwrap returns ErrRefused and the registered error.
func (e *RefusedError) Unwrap() []error {
	if e.Code == 0 {
		return []error{ErrRefused}
	}
	return []error{ErrRefused, registered(e.Codespace, e.Code)}
}

// registered returns the error that a module registered under a code.
func registered(codespace string, code uint32) error {
	err := errorsmod.ABCIError(codespace, code, "")
	if sentinel, ok := errors.AsType[*errorsmod.Error](err); ok {
		return sentinel
	}
	return err
}

// UnknownOutcomeError names a transaction that may yet be executed, or may have been.
type UnknownOutcomeError struct {
	TxHash string

	cause   error // what ended the wait
	last    error // what the last lookup said
	account *account
	tx      *signed
}

func (e *UnknownOutcomeError) Error() string {
	return fmt.Sprintf("%s: transaction %s: %v (%v); look it up before sending its messages again", ErrOutcomeUnknown, e.TxHash, e.cause, e.last)
}

// Unwrap returns ErrOutcomeUnknown and what ended the wait.
func (e *UnknownOutcomeError) Unwrap() []error { return []error{ErrOutcomeUnknown, e.cause} }

// requestError sorts the error of one request: ctx is the caller's, so its end is told from a node's silence.
func requestError(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", what, context.Cause(ctx))
	}
	if answered(err) != "" {
		return fmt.Errorf("%s: %w", what, err)
	}
	return fmt.Errorf("%w: %s: %w", ErrUnreachable, what, err)
}

// answered returns what the node said if it answered a request with an error, "" if it did not answer or panicked.
func answered(err error) string {
	var answer *rpctypes.RPCError
	if !errors.As(err, &answer) || strings.Contains(err.Error(), "(Status: 500") {
		return ""
	}
	return answer.Message + ": " + answer.Data
}

// neverSent reports that a request failed before a byte of it left.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// namedCode is how a registered error names itself in the text of a gRPC status.
var namedCode = regexp.MustCompile(`codespace (\S+) code (\d+): `)

// queryError makes the error of a query from what the chain answered. A query handler's registered error reaches the client as text only:
// with its codespace and code over gRPC, with its description alone over ABCI.
func queryError(method, codespace string, code uint32, log string) error {
	if m := namedCode.FindStringSubmatch(log); m != nil {
		if n, err := strconv.ParseUint(m[2], 10, 32); err == nil {
			return &RefusedError{Codespace: m[1], Code: uint32(n), Log: log}
		}
	}
	if found := described(method, log); found != nil {
		return &RefusedError{Codespace: found.Codespace(), Code: found.ABCICode(), Log: log}
	}
	refused := &RefusedError{Codespace: codespace, Code: code, Log: log}
	switch {
	case errors.Is(refused, sdkerrors.ErrKeyNotFound):
		return fmt.Errorf("%w: %w", ErrNotFound, refused)
	case errors.Is(refused, sdkerrors.ErrPanic):
		return broken(refused)
	}
	return refused
}

// broken makes the error of a node that panicked: it does when it is asked while it stops.
func broken(refused *RefusedError) error {
	text, _, _ := strings.Cut(refused.Error(), "\n") // a stack follows
	return fmt.Errorf("%w: it panicked: %s", ErrUnreachable, text)
}

// maxRegisteredCode bounds the search for a module's registered errors.
const maxRegisteredCode = 128

// described finds the error of the queried module whose description is a part of a text, parts being what colons separate.
func described(method, log string) *errorsmod.Error {
	codespace := ""
	for _, name := range []string{
		beacontypes.ModuleName, bridgetypes.ModuleName, breakertypes.ModuleName, disputetypes.ModuleName, jobtypes.ModuleName, rewardtypes.ModuleName, staketypes.ModuleName,
	} {
		if strings.HasPrefix(method, "/weft."+name+".") {
			codespace = name
		}
	}
	if codespace == "" {
		return nil
	}
	parts := map[string]bool{}
	for part := range strings.SplitSeq(log, ": ") {
		parts[part] = true
	}
	for code := uint32(2); code <= maxRegisteredCode; code++ {
		var sentinel *errorsmod.Error
		if errors.As(registered(codespace, code), &sentinel) && parts[sentinel.Error()] {
			return sentinel
		}
	}
	return nil
}

// grpcError does for gRPC what requestError and queryError do for ABCI.
func grpcError(ctx context.Context, method string, err error) error {
	st, ok := status.FromError(err)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("query %s: %w", method, context.Cause(ctx))
	case !ok:
		return fmt.Errorf("query %s: %w", method, err)
	}
	code := sdkerrors.ErrUnknownRequest.ABCICode()
	switch st.Code() {
	case codes.Unavailable, codes.DeadlineExceeded:
		return fmt.Errorf("%w: query %s: %w", ErrUnreachable, method, err)
	case codes.NotFound:
		code = sdkerrors.ErrKeyNotFound.ABCICode()
	case codes.InvalidArgument:
		code = sdkerrors.ErrInvalidRequest.ABCICode()
	default:
	}
	return queryError(method, sdkerrors.RootCodespace, code, st.Message())
}
