// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"strings"
	"testing"

	"cosmossdk.io/math"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/x/bridge/types"
)

// Whatever decodes as an event encodes to the same bytes: there is one encoding of a body, so that equal hashes are equal fields.
func FuzzEvent(f *testing.F) {
	a := make([]byte, 20)
	a[19] = 1
	f.Add(uint32(1), types.DepositEvent(types.Deposited{Token: a, From: a, Account: a, Job: 1, Amount: math.OneInt()}).Fields)
	f.Add(uint32(2), types.BatchEvent(types.BatchExecuted{Token: a, Batch: 1, Relayer: a}).Fields)
	f.Add(uint32(3), types.SetEvent(types.SetUpdated{Set: 1, Words: make([]types.Word, 2)}).Fields)
	f.Add(uint32(4), types.BountyEvent(types.Bounty{Id: make([]byte, 32), Sponsor: a, Token: a, Amount: math.OneInt(), Spec: make([]byte, 32)}).Fields)
	f.Fuzz(func(t *testing.T, kind uint32, fields []byte) {
		body, err := types.EthereumEvent{Kind: kind, Fields: fields}.Decode()
		if err != nil {
			return
		}
		var again types.EthereumEvent
		switch b := body.(type) {
		case types.Deposited:
			again = types.DepositEvent(b)
		case types.BatchExecuted:
			again = types.BatchEvent(b)
		case types.SetUpdated:
			again = types.SetEvent(b)
		case types.Bounty:
			again = types.BountyEvent(b)
		default:
			t.Fatalf("%T", body)
		}
		require.Equal(t, fields, again.Fields)
	})
}

// Code4rena M-02: each of the contract's events is decoded, and what is none is an error, not a panic.
func TestC4M02EveryEventIsDecoded(t *testing.T) {
	a, word := append(make([]byte, 19), 1), make([]byte, 32)
	for kind, e := range map[types.EventKind]types.EthereumEvent{
		types.EventKindDeposit: types.DepositEvent(types.Deposited{Token: a, From: a, Account: a, Amount: math.OneInt()}),
		types.EventKindBatch:   types.BatchEvent(types.BatchExecuted{Token: a, Batch: 1, Relayer: a}),
		types.EventKindSet:     types.SetEvent(types.SetUpdated{Set: 1, Words: make([]types.Word, types.MaxMembers)}),
		types.EventKindBounty:  types.BountyEvent(types.Bounty{Id: word, Sponsor: a, Token: a, Amount: math.OneInt(), Spec: word}),
	} {
		require.Contains(t, types.Topics, kind)
		require.EqualValues(t, kind, e.Kind)
		body, err := e.Decode()
		require.NoError(t, err)
		require.NotNil(t, body)
		_, err = e.Fold(types.Word{}, 1)
		require.NoError(t, err)
	}
	require.Len(t, types.Topics, 4, "and there are no others")
	for _, kind := range []uint32{0, 5, 1 << 31} {
		_, err := types.EthereumEvent{Kind: kind}.Decode()
		require.ErrorIs(t, err, types.ErrBadEvent)
	}
}

// Gravity 2026: the hash of an event is of fields of fixed size, so that no two bodies have one encoding: any byte that differs is another hash.
func TestGravity2026HashesAreOfFields(t *testing.T) {
	a := append(make([]byte, 19), 1)
	e := types.DepositEvent(types.Deposited{Token: a, From: a, Account: a, Job: 1, Amount: math.OneInt()})
	hash, err := e.Fold(types.Word{}, 1)
	require.NoError(t, err)
	for i := range e.Fields {
		other := types.EthereumEvent{Kind: e.Kind, Fields: append([]byte{}, e.Fields...)}
		other.Fields[i] ^= 1
		got, err := other.Fold(types.Word{}, 1)
		require.NoError(t, err)
		require.NotEqual(t, hash, got, "byte %d", i)
	}
	for name, got := range map[string]func() (types.Word, error){
		"another kind":    func() (types.Word, error) { e := e; e.Kind = 2; return e.Fold(types.Word{}, 1) },
		"another number":  func() (types.Word, error) { return e.Fold(types.Word{}, 2) },
		"another history": func() (types.Word, error) { return e.Fold(types.Word{1}, 1) },
	} {
		other, err := got()
		require.NoError(t, err)
		require.NotEqual(t, hash, other, name)
	}
}

// CertiK on gonka: an over-long amount is refused, and panics nowhere; nor is a field that cannot be read taken for zero.
func TestOverlongFieldsAreRefused(t *testing.T) {
	for name, e := range map[string]types.EthereumEvent{
		"amount beyond 128 bits": {Kind: 1, Fields: append(make([]byte, 4*32), []byte(strings.Repeat("\xff", 32))...)},
		"dirty address":          {Kind: 1, Fields: append([]byte(strings.Repeat("\xff", 32)), make([]byte, 4*32)...)},
		"too short":              {Kind: 2, Fields: make([]byte, 95)},
		"too long":               {Kind: 2, Fields: make([]byte, 97)},
		"words elsewhere":        {Kind: 3, Fields: make([]byte, 96)},
		"no kind":                {Kind: 9, Fields: make([]byte, 96)},
	} {
		_, err := e.Decode()
		require.ErrorIs(t, err, types.ErrBadEvent, name)
	}
	_, err := types.EthereumEvent{Kind: 3, Fields: make([]byte, 5_000)}.Fold(types.Word{}, 1)
	require.ErrorIs(t, err, types.ErrBadEvent)
}

// A set's power is at most 2^32, loses less than 2^-25 of it by rounding, and validators without a key strengthen nobody.
func TestMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 130).Draw(t, "n")
		var list []types.Candidate
		var total, keyed int64
		for i := range n {
			power := rapid.Int64Range(1, 1<<40).Draw(t, "power")
			total += power
			if rapid.IntRange(0, 9).Draw(t, "keyed") == 0 {
				continue
			}
			a := make([]byte, 20)
			a[0], a[1] = byte(i>>8), byte(i)
			a[19] = 1
			list = append(list, types.Candidate{Operator: "v", Address: a, Power: power})
			keyed += power
		}
		members := types.Members(list, total)
		if len(members) > types.MaxMembers {
			t.Fatal("too many")
		}
		sum := types.Sum(members)
		if sum > types.TotalPower {
			t.Fatal("more than the whole")
		}
		if len(list) <= types.MaxMembers {
			exact := math.NewInt(keyed).MulRaw(types.TotalPower).QuoRaw(total).Uint64()
			if sum > exact || exact-sum > 128 {
				t.Fatalf("sum %d, exact %d", sum, exact)
			}
		}
		if types.Moved(members, members) != 0 || types.Moved(members, nil) != sum {
			t.Fatal("distance")
		}
	})
}

// Code4rena H-04, M-01: a set is 1 to 125 validators, rising, with more than two thirds of the power and no more than the whole.
func TestC4H04SetsAreBounded(t *testing.T) {
	at := func(n byte, power uint64) types.Member {
		return types.Member{Address: append(make([]byte, 19), n), Power: power}
	}
	require.NoError(t, types.CheckMembers([]types.Member{at(1, types.Threshold), at(2, 1)}))
	for name, m := range map[string][]types.Member{
		"none":            nil,
		"two thirds only": {at(1, types.Threshold)},
		"too much":        {at(1, types.TotalPower), at(2, 1)},
		"twice":           {at(1, types.Threshold), at(1, types.Threshold)},
		"falling":         {at(2, types.Threshold), at(1, 1)},
		"no power":        {at(1, types.TotalPower), at(2, 0)},
		"nobody":          {at(0, types.TotalPower)},
	} {
		require.Error(t, types.CheckMembers(m), name)
	}
	var many []types.Member
	for i := range 126 {
		many = append(many, at(byte(i+1), types.TotalPower/126))
	}
	require.Error(t, types.CheckMembers(many))
}

// Gravity 2026, Code4rena H-02, H-03, N-06: a voucher's name comes from an address alone and can look like no other coin.
func TestC4H02NamesComeFromAddresses(t *testing.T) {
	a := append(make([]byte, 19), 0xab)
	denom := types.VoucherDenom(a)
	require.Equal(t, "eth/00000000000000000000000000000000000000ab", denom)
	require.NoError(t, sdk.ValidateDenom(denom))
	zero := math.ZeroInt()
	good := types.Token{Contract: a, Kind: types.TOKEN_KIND_LOCK, Denom: denom, InCap: zero, OutCap: zero, DayCap: zero}
	require.NoError(t, good.Validate("uweft"))
	for _, name := range []string{"uweft", "ibc/ab", "weft/model/1", "eth/00000000000000000000000000000000000000AB", ""} {
		bad := good
		bad.Denom = name
		require.ErrorIs(t, bad.Validate("uweft"), types.ErrBadToken, name)
	}
	minted := good
	minted.Kind = types.TOKEN_KIND_MINT
	require.ErrorIs(t, minted.Validate("uweft"), types.ErrBadToken)
	minted.Denom = "uweft"
	require.NoError(t, minted.Validate("uweft"))
}

// Bounds of the parameters, one by one.
func TestParams(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	require.False(t, types.DefaultParams().Enabled, "off by default")
	for name, spoil := range map[string]func(*types.Params){
		"enabled without a contract": func(p *types.Params) { p.Enabled = true },
		"contract without a chain":   func(p *types.Params) { p.Contract = append(make([]byte, 19), 1) },
		"chain without a contract":   func(p *types.Params) { p.EthChainId = 1 },
		"short contract":             func(p *types.Params) { p.Contract, p.EthChainId = []byte{1}, 1 },
		"no batches":                 func(p *types.Params) { p.BatchBlocks = 0 },
		"empty batches":              func(p *types.Params) { p.BatchTransfers = 0 },
		"more than the contract's":   func(p *types.Params) { p.BatchTransfers = 101 },
		"short timeout":              func(p *types.Params) { p.BatchTimeout = 1 },
		"no sets":                    func(p *types.Params) { p.SetBlocks = 0 },
		"never moves":                func(p *types.Params) { p.SetMove = 5_000 },
		"no window":                  func(p *types.Params) { p.WindowBlocks = 0 },
		"no time to sign":            func(p *types.Params) { p.SignBlocks = 1 },
		"free lies":                  func(p *types.Params) { p.SlashWrong = 0 },
		"more than all":              func(p *types.Params) { p.SlashWrong = 10_001 },
		"dear sleep":                 func(p *types.Params) { p.SlashMissing = 1_001 },
	} {
		p := types.DefaultParams()
		spoil(&p)
		require.ErrorIs(t, p.Validate(), types.ErrBadParams, name)
	}
}

// A vote extension is bounded in size and form; an empty one is good.
func TestReadExtension(t *testing.T) {
	_, err := types.ReadExtension(nil)
	require.NoError(t, err)
	v := types.VoteExtension{Nonce: 1, Chain: make([]byte, 32), Member: 3}
	for range types.MaxVoteSignatures {
		v.Signatures = append(v.Signatures, types.VoteSignature{Order: 1 << 40, Signature: make([]byte, 65)})
	}
	full, err := v.Marshal()
	require.NoError(t, err)
	require.Less(t, len(full), types.MaxExtensionBytes)
	back, err := types.ReadExtension(full)
	require.NoError(t, err)
	require.Equal(t, v, back)

	v.Signatures = append(v.Signatures, types.VoteSignature{})
	for name, bad := range map[string]types.VoteExtension{
		"one signature too many": v,
		"short hash":             {Chain: []byte{1}},
		"short signature":        {Signatures: []types.VoteSignature{{Signature: []byte{1}}}},
		"long":                   {Chain: make([]byte, 32), Signatures: []types.VoteSignature{{Signature: make([]byte, 2_000)}}},
	} {
		text, err := bad.Marshal()
		require.NoError(t, err)
		_, err = types.ReadExtension(text)
		require.ErrorIs(t, err, types.ErrBadExtension, name)
	}
	_, err = types.ReadExtension([]byte{0xff})
	require.ErrorIs(t, err, types.ErrBadExtension)
}
