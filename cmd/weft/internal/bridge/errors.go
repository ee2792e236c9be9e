// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"
)

// finalized names the latest final block.
var finalized = big.NewInt(int64(rpc.FinalizedBlockNumber))

var (
	// ErrNoBridge: the chain has no contract on Ethereum.
	ErrNoBridge = errors.New("there is no bridge")
	// ErrMismatch: the node's contract is not that of the chain.
	ErrMismatch = errors.New("the node of Ethereum does not have the chain's contract")
	// ErrNode: the node of Ethereum does not answer.
	ErrNode = errors.New("the node of Ethereum cannot be reached")
	// ErrRefused: the contract or the node refuses a transaction.
	ErrRefused = errors.New("refused on Ethereum")
	// ErrUse: what was asked for cannot be done.
	ErrUse = errors.New("this cannot be done")
)

// Revert is an error of the contracts, by its name.
type Revert struct {
	Name string
	text string
}

// Error implements error.
func (r *Revert) Error() string { return r.text }

// failed sorts what a node answered: it refuses, or it does not answer.
func failed(what string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if revert := revertOf(err); revert != nil {
		return fmt.Errorf("%w: %s: %w", ErrRefused, what, revert)
	}
	var answered rpc.Error
	if errors.As(err, &answered) || errors.Is(err, ethereum.NotFound) || strings.Contains(err.Error(), "execution reverted") {
		return fmt.Errorf("%w: %s: %w", ErrRefused, what, err)
	}
	return fmt.Errorf("%w: %s: %w; check --eth-rpc, and that the node runs", ErrNode, what, err)
}

var bindingName = regexp.MustCompile(`^\*bindings\.(?:WeftBridge|BountyEscrow|WeftToken)(\w+)$`)

// revertOf is the contracts' error inside one of a node, nil if there is none.
func revertOf(err error) *Revert {
	var data interface{ ErrorData() any }
	if !errors.As(err, &data) {
		return nil
	}
	raw, ok := data.ErrorData().(string)
	if !ok {
		return nil
	}
	for _, unpack := range []func([]byte) (any, error){contract.UnpackError, escrow.UnpackError} {
		reason, unknown := unpack(common.FromHex(raw))
		if unknown != nil {
			continue
		}
		name := fmt.Sprintf("%T", reason)
		if m := bindingName.FindStringSubmatch(name); m != nil {
			name = m[1]
		}
		text := name + strings.TrimPrefix(fmt.Sprintf("%+v", reason), "&")
		if next := nextActs[name]; next != "" {
			text += "; " + next
		}
		return &Revert{Name: name, text: text}
	}
	return nil
}

// nextActs say what to do about errors of the contracts.
var nextActs = map[string]string{
	"BridgePaused":        "the guardian paused the bridge; weft eth status says until when",
	"ValidatorSetExpired": "the validators' set is too old; a newer one has to be relayed first: weft eth relay --once",
	"AssetNotListed":      "the listing was not relayed yet, or the token was closed; weft eth status shows the tokens",
	"DayCapExceeded":      "the contract lets no more out today; it is tried again tomorrow (UTC)",
	"RefundTooSoon":       "a bounty that is not settled comes back a week after its deadline",
	"NotSponsor":          "only whoever funded it takes it back; give that key with --eth-key",
	"WrongState":          "weft eth bounty show ID says where it stands",
	"AlreadyClaimed":      "it was collected before",
}
