// SPDX-License-Identifier: Apache-2.0

package bridge

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"cosmossdk.io/math"
	"github.com/ethereum/go-ethereum/common"

	"github.com/weft-network/weft/chain/client"
	"github.com/weft-network/weft/cmd/weft/internal/money"
	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// maxDecimals keeps an amount within 128 bits.
const maxDecimals = 36

// Token is what may pass, as people name it.
type Token struct {
	Address  common.Address
	Denom    string
	Symbol   string
	Decimals int
	Native   bool
	Caps     bridgetypes.Token
	Ledger   bridgetypes.Ledger
}

// Tokens are all that may pass. Without a node of Ethereum only the chain's coin
// has a symbol and decimals.
func Tokens(ctx context.Context, c *client.Client, b *Bridge) ([]Token, error) {
	res, err := c.Bridge().Tokens(ctx, &bridgetypes.QueryTokensRequest{})
	if err != nil {
		return nil, err
	}
	var out []Token
	for i, t := range res.Tokens {
		token := Token{Address: common.Address(t.Contract), Denom: t.Denom, Caps: t, Ledger: res.Ledgers[i]}
		switch {
		case t.Kind == bridgetypes.TOKEN_KIND_MINT:
			token.Native, token.Symbol, token.Decimals = true, "WEFT", 6
		case b != nil:
			if err := token.describe(ctx, b); err != nil {
				return nil, err
			}
		default:
			token.Decimals = -1
		}
		out = append(out, token)
	}
	return out, nil
}

// describe asks the token for its symbol and decimals. A token that has none is
// known by its address, in its smallest units.
func (t *Token) describe(ctx context.Context, b *Bridge) error {
	if decimals, err := ask(ctx, b, t.Address, erc20.PackDecimals(), erc20.UnpackDecimals); err == nil && decimals <= maxDecimals {
		t.Decimals = int(decimals)
	}
	if symbol, err := ask(ctx, b, t.Address, erc20.PackSymbol(), erc20.UnpackSymbol); err == nil && plainSymbol(symbol) {
		t.Symbol = symbol
	}
	return ctx.Err()
}

// plainSymbol accepts what can be typed and shown: a symbol is whatever a stranger
// wrote into a contract.
func plainSymbol(s string) bool {
	const most = 16
	letters := strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
	return s != "" && len(s) <= most && letters == "" && !strings.EqualFold(s, "weft") && !strings.EqualFold(s, money.Denom)
}

// Name is the symbol, or the address of a token without one.
func (t *Token) Name() string {
	if t.Symbol != "" {
		return t.Symbol
	}
	return t.Address.Hex()
}

// Format writes an amount of the token.
func (t *Token) Format(n *big.Int) string {
	if n == nil {
		n = new(big.Int)
	}
	s := n.String()
	if t.Decimals < 0 {
		return s + " units of " + t.Name()
	}
	if len(s) <= t.Decimals {
		s = strings.Repeat("0", t.Decimals+1-len(s)) + s
	}
	whole, fraction := s[:len(s)-t.Decimals], strings.TrimRight(s[len(s)-t.Decimals:], "0")
	if fraction != "" {
		fraction = "." + fraction
	}
	return whole + fraction + " " + t.Name()
}

// Amount is an amount of a token.
type Amount struct {
	Token Token
	Units *big.Int
}

// String writes the amount.
func (a Amount) String() string { return a.Token.Format(a.Units) }

// Int is the amount for the chain.
func (a Amount) Int() math.Int { return math.NewIntFromBigInt(a.Units) }

// Parse reads an amount of one of the tokens: 5weft, 2500000uweft, 12.5usdc, or
// with the token's address behind the number.
func Parse(text string, tokens []Token) (Amount, error) {
	none := Amount{}
	const address = 2 + 2*common.AddressLength
	s := strings.TrimSpace(text)
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if len(s) > address && common.IsHexAddress(s[len(s)-address:]) {
		end = len(s) - address
	}
	if end <= 0 {
		return none, fmt.Errorf("%w: amount %.80q has no number before the token; write one such as 5weft, 12.5usdc, or 12.50x and the token's address", ErrUse, text)
	}
	number, unit := s[:end], strings.TrimSpace(s[end:])
	token, err := pick(unit, tokens)
	if err != nil {
		return none, err
	}
	if strings.EqualFold(unit, money.Denom) {
		token.Decimals = 0
	}
	if token.Decimals < 0 {
		return none, fmt.Errorf("%w: how many decimals %s has is known on Ethereum; give a node with --eth-rpc", ErrUse, token.Name())
	}
	whole, fraction, point := strings.Cut(number, ".")
	if whole == "" || point && fraction == "" || strings.Contains(fraction, ".") || len(fraction) > token.Decimals {
		return none, fmt.Errorf("%w: amount %.80q; allowed: a plain number with at most %d decimals", ErrUse, text, token.Decimals)
	}
	n, ok := new(big.Int).SetString(whole+fraction+strings.Repeat("0", token.Decimals-len(fraction)), 10)
	const bits = 96 // what the contract pays at once
	if !ok || n.Sign() == 0 || n.BitLen() > bits {
		return none, fmt.Errorf("%w: amount %.80q; allowed: more than nothing, and less than 2^%d units", ErrUse, text, bits)
	}
	if token.Native {
		token.Decimals = 6
	}
	return Amount{token, n}, nil
}

// pick finds the token of a symbol or an address.
func pick(unit string, tokens []Token) (Token, error) {
	var found []Token
	var names []string
	for _, t := range tokens {
		names = append(names, t.Name())
		switch {
		case strings.EqualFold(unit, t.Address.Hex()),
			t.Native && (strings.EqualFold(unit, "weft") || strings.EqualFold(unit, money.Denom)),
			!t.Native && t.Symbol != "" && strings.EqualFold(unit, t.Symbol):
			found = append(found, t)
		}
	}
	switch {
	case len(tokens) == 0:
		return Token{}, fmt.Errorf("%w: no token may pass the bridge yet; governance lists them", ErrUse)
	case len(found) == 0:
		return Token{}, fmt.Errorf("%w: %.60q is no token of the bridge; allowed: %s", ErrUse, unit, strings.Join(names, ", "))
	case len(found) > 1:
		return Token{}, fmt.Errorf("%w: %d tokens are named %s; give the address of the one you mean", ErrUse, len(found), unit)
	}
	return found[0], nil
}

// ParseAddress reads an address on Ethereum. Upper and lower case are a checksum
// where both are used.
func ParseAddress(text string) (common.Address, error) {
	if !common.IsHexAddress(text) || !strings.HasPrefix(text, "0x") {
		return common.Address{}, fmt.Errorf("%w: %.60q is no address on Ethereum; it begins with 0x and has 40 more digits", ErrUse, text)
	}
	a := common.HexToAddress(text)
	if a == (common.Address{}) {
		return a, fmt.Errorf("%w: nobody has the zero address", ErrUse)
	}
	if digits := text[2:]; digits != strings.ToLower(digits) && digits != strings.ToUpper(digits) && a.Hex() != text {
		return a, fmt.Errorf("%w: address %s has a typing error: its capital letters are a checksum, which is wrong", ErrUse, text)
	}
	return a, nil
}
