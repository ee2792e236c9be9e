// SPDX-License-Identifier: Apache-2.0

package bindings_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/contracts/bindings"
)

// TestC4H02NoTextInEvents: text of any length or encoding in an event could stop
// whoever reads it. Every field is one word; only a validator set is a list, and
// its length is bounded.
func TestC4H02NoTextInEvents(t *testing.T) {
	for _, contract := range []abi.ABI{bindings.NewWeftBridge().GetABI(), bindings.NewBountyEscrow().GetABI()} {
		require.NotEmpty(t, contract.Events)
		for _, event := range contract.Events {
			for _, input := range event.Inputs {
				if event.Name == "ValidatorSetUpdated" && input.Name == "words" {
					require.Equal(t, "uint256[]", input.Type.String())
					continue
				}
				require.Contains(t, []byte{abi.UintTy, abi.AddressTy, abi.FixedBytesTy}, input.Type.T, "%s.%s", event.Name, input.Name)
			}
		}
	}
}

// TestC4L03NothingElseCanBeCalled: there are no calls of other contracts that
// validators sign, no tokens that anybody deploys, no owner, no upgrade: this is
// all that changes state.
func TestC4L03NothingElseCanBeCalled(t *testing.T) {
	for _, c := range []struct {
		name     string
		contract abi.ABI
		want     []string
	}{
		{"WeftBridge", bindings.NewWeftBridge().GetABI(), []string{
			"claim", "deposit", "executeBatch", "listAsset", "noteBounty", "pause", "updateValidatorSet",
		}},
		{"BountyEscrow", bindings.NewBountyEscrow().GetABI(), []string{"claim", "fund", "refund", "settle"}},
		{"WeftToken", bindings.NewWeftToken().GetABI(), []string{"approve", "burn", "mint", "permit", "transfer", "transferFrom"}},
	} {
		var mutating []string
		for _, method := range c.contract.Methods {
			require.False(t, method.IsPayable(), "%s.%s takes ether", c.name, method.Name)
			if !method.IsConstant() {
				mutating = append(mutating, method.RawName)
			}
		}
		slices.Sort(mutating)
		require.Equal(t, c.want, mutating, c.name)
		require.False(t, c.contract.HasFallback() || c.contract.HasReceive(), c.name)
	}
}

// TestSizes: a runtime of more than 24 576 bytes or a deployment of more than
// 49 152 is refused by Ethereum (EIP-170, EIP-3860).
func TestSizes(t *testing.T) {
	deployment := len(common.FromHex(bindings.WeftBridgeMetaData.Bin))
	require.Less(t, deployment, 49_152-32*(125+16), "with the largest first set")
	require.Greater(t, deployment, 10_000)
}

var namedTest = regexp.MustCompile("`(test[A-Za-z]*_\\w+|Test\\w+|invariant_\\w+)`")

// TestFindingsHaveTests: every test that the README names exists.
func TestFindingsHaveTests(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var sources strings.Builder
	for _, folder := range []string{"../test", "."} {
		files, err := os.ReadDir(folder)
		require.NoError(t, err)
		for _, f := range files {
			if !f.Type().IsRegular() || f.Name() == "zbindings.go" {
				continue
			}
			bz, err := os.ReadFile(folder + "/" + f.Name())
			require.NoError(t, err)
			sources.Write(bz)
		}
	}
	names := namedTest.FindAllStringSubmatch(string(readme), -1)
	require.Greater(t, len(names), 20)
	for _, m := range names {
		require.Regexp(t, `(?m)func(tion)? `+m[1]+`\(`, sources.String(), "the README names a test that is not there")
	}
}
