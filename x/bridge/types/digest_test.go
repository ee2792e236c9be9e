// SPDX-License-Identifier: Apache-2.0

package types_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"cosmossdk.io/math"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/x/bridge/types"
)

// vectors are what the contracts made of fixed inputs: contracts/testdata/digests.json.
type vectors struct {
	Domain struct{ WeftChainID, ChainID, Bridge, Separator string }
	Set    struct {
		Nonce, Hash string
		Words, Keys []string
	}
	ValidatorSet struct {
		SetNonce, NewNonce, Set, Digest string
		Words                           []string
	}
	Batch struct {
		SetNonce, Nonce, Token, Deadline, TransfersHash, Fee, Signature, Digest string
		Transfers                                                               []struct{ To, Amount string }
	}
	Listing    struct{ SetNonce, Nonce, Token, Kind, DayCap, Digest string }
	Settlement struct{ SetNonce, Target, Bounty, Spec, Root, Awarded, Model, Digest string }
	Events     []struct{ Name, Nonce, Topic0, Fields, Chain string }
}

func load(t *testing.T) vectors {
	t.Helper()
	text, err := os.ReadFile("testdata/digests.json")
	require.NoError(t, err)
	var v vectors
	require.NoError(t, json.Unmarshal(text, &v))
	require.NotEmpty(t, v.Events)
	return v
}

func bz(t *testing.T, text string) []byte {
	t.Helper()
	out, err := hex.DecodeString(strings.TrimPrefix(text, "0x"))
	require.NoError(t, err)
	return out
}

func number(t *testing.T, text string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err)
	return n
}

func amount(t *testing.T, text string) math.Int {
	t.Helper()
	n, ok := math.NewIntFromString(text)
	require.True(t, ok)
	return n
}

func wordOf(t *testing.T, n uint64) []byte {
	t.Helper()
	return math.NewIntFromUint64(n).BigInt().FillBytes(make([]byte, 32))
}

func membersOf(t *testing.T, words []string) []types.Member {
	t.Helper()
	var out []types.Member
	for _, w := range words {
		address, power, err := types.Unpack(types.Word(bz(t, w)))
		require.NoError(t, err)
		out = append(out, types.Member{Address: address, Power: power})
	}
	return out
}

func domainOf(t *testing.T, v vectors) types.Word {
	t.Helper()
	return types.Domain(v.Domain.WeftChainID, types.Params{EthChainId: number(t, v.Domain.ChainID), Contract: bz(t, v.Domain.Bridge)})
}

// The chain and the contract compute the same domain, set hashes and digests.
func TestDigestsAreTheContracts(t *testing.T) {
	v := load(t)
	domain := domainOf(t, v)
	require.Equal(t, v.Domain.Separator, "0x"+hex.EncodeToString(domain[:]))

	set := membersOf(t, v.Set.Words)
	require.NoError(t, types.CheckMembers(set))
	hash := types.SetHash(number(t, v.Set.Nonce), set)
	require.Equal(t, v.Set.Hash, "0x"+hex.EncodeToString(hash[:]))

	next := types.Set{Nonce: number(t, v.ValidatorSet.NewNonce), Members: membersOf(t, v.ValidatorSet.Words)}
	var transfers []types.Withdrawal
	for _, w := range v.Batch.Transfers {
		transfers = append(transfers, types.Withdrawal{Recipient: bz(t, w.To), Amount: amount(t, w.Amount), Fee: math.ZeroInt()})
	}
	batch := types.Batch{Nonce: number(t, v.Batch.Nonce), Deadline: number(t, v.Batch.Deadline), Fee: amount(t, v.Batch.Fee)}
	token := types.Token{Contract: bz(t, v.Listing.Token), Kind: types.TOKEN_KIND_LOCK, DayCap: amount(t, v.Listing.DayCap)}
	settlement := types.Settlement{
		Target: bz(t, v.Settlement.Target), Bounty: wordOf(t, number(t, v.Settlement.Bounty)), Spec: bz(t, v.Settlement.Spec),
		Root: bz(t, v.Settlement.Root), Awarded: amount(t, v.Settlement.Awarded), Model: bz(t, v.Settlement.Model),
	}
	for _, c := range []struct {
		kind  types.OrderKind
		words [][]byte
		want  string
	}{
		{types.ORDER_KIND_SET, types.SetWords(next), v.ValidatorSet.Digest},
		{types.ORDER_KIND_BATCH, types.BatchWords(bz(t, v.Batch.Token), batch, transfers), v.Batch.Digest},
		{types.ORDER_KIND_LISTING, types.ListingWords(number(t, v.Listing.Nonce), token), v.Listing.Digest},
		{types.ORDER_KIND_SETTLEMENT, types.SettlementWords(settlement), v.Settlement.Digest},
	} {
		digest, err := types.Order{Kind: c.kind, Words: c.words}.Digest(domain, 1)
		require.NoError(t, err)
		require.Equal(t, c.want, "0x"+hex.EncodeToString(digest[:]), c.kind)
	}
}

// Every event decodes, encodes to the same bytes again and continues the hash chain as the contract's test did.
func TestEventsAreTheContracts(t *testing.T) {
	var chain types.Word
	kinds := map[string]types.EventKind{
		"Deposited": types.EventKindDeposit, "BatchExecuted": types.EventKindBatch, "ValidatorSetUpdated": types.EventKindSet,
		"BountyNoted": types.EventKindBounty,
	}
	for _, e := range load(t).Events {
		kind := kinds[e.Name]
		topic := types.Topics[kind]
		require.Equal(t, e.Topic0, "0x"+hex.EncodeToString(topic[:]))
		event := types.EthereumEvent{Kind: uint32(kind), Fields: bz(t, e.Fields)}
		next, err := event.Fold(chain, number(t, e.Nonce))
		require.NoError(t, err)
		require.Equal(t, e.Chain, "0x"+hex.EncodeToString(next[:]))
		chain = next

		body, err := event.Decode()
		require.NoError(t, err)
		var again types.EthereumEvent
		switch b := body.(type) {
		case types.Deposited:
			again = types.DepositEvent(b)
			require.EqualValues(t, 5_000_000, b.Amount.Int64())
		case types.BatchExecuted:
			again = types.BatchEvent(b)
		case types.SetUpdated:
			again = types.SetEvent(b)
		case types.Bounty:
			again = types.BountyEvent(b)
			require.EqualValues(t, 7, b.Job)
		}
		require.Equal(t, event, again)
	}
}

// A signature is of one digest, one form, one key. Keys are those of the vectors.
func TestSigner(t *testing.T) {
	v := load(t)
	digest := types.Word(bz(t, v.Batch.Digest))
	address, _, err := types.Unpack(types.Word(bz(t, v.Set.Words[0])))
	require.NoError(t, err)
	sig := sign(t, bz(t, v.Set.Keys[0]), digest)
	require.NoError(t, types.CheckSigner(digest, sig, address))
	compact := append([]byte{}, sig[:64]...)
	compact[32] |= (sig[64] - 27) << 7
	require.Equal(t, v.Batch.Signature, "0x"+hex.EncodeToString(compact), "as the contract takes it")

	require.ErrorIs(t, types.CheckSigner(types.Keccak([]byte("other")), sig, address), types.ErrBadSignature)
	require.ErrorIs(t, types.CheckSigner(digest, sig[:64], address), types.ErrBadSignature)
	require.ErrorIs(t, types.CheckSigner(digest, append(append([]byte{}, sig[:64]...), 29), address), types.ErrBadSignature)
	require.ErrorIs(t, types.CheckSigner(digest, make([]byte, 65), address), types.ErrBadSignature)
}

// Code4rena L-01: the other signature that anybody can make from one, s in the upper half, is refused.
func TestC4L01MalleableSignature(t *testing.T) {
	v := load(t)
	digest := types.Word(bz(t, v.Batch.Digest))
	address, _, err := types.Unpack(types.Word(bz(t, v.Set.Words[0])))
	require.NoError(t, err)
	sig := sign(t, bz(t, v.Set.Keys[0]), digest)
	require.NoError(t, types.CheckSigner(digest, sig, address))
	var s secp256k1.ModNScalar
	s.SetByteSlice(sig[32:64])
	high := s.Negate().Bytes()
	malleated := append(append(append([]byte{}, sig[:32]...), high[:]...), 55-sig[64])
	require.ErrorIs(t, types.CheckSigner(digest, malleated, address), types.ErrBadSignature)
}

// sign makes r, s, v of 65 bytes.
func sign(t *testing.T, key []byte, digest types.Word) []byte {
	t.Helper()
	compact := ecdsa.SignCompact(secp256k1.PrivKeyFromBytes(key), digest[:], false)
	return append(append([]byte{}, compact[1:]...), compact[0])
}

// Evidence, a signed struct and a proof of a key are of different types: none passes for another.
func TestDigestRefusesOtherShapes(t *testing.T) {
	_, err := types.Digest(types.Word{}, types.ORDER_KIND_SET, nil)
	require.ErrorIs(t, err, types.ErrBadEvidence)
	_, err = types.Digest(types.Word{}, types.ORDER_KIND_UNSPECIFIED, [][]byte{make([]byte, 32)})
	require.ErrorIs(t, err, types.ErrBadEvidence)
	_, err = types.Digest(types.Word{}, types.ORDER_KIND_SET, [][]byte{make([]byte, 32), make([]byte, 31), make([]byte, 33)})
	require.ErrorIs(t, err, types.ErrBadEvidence)
	_, err = types.SetNonce([][]byte{append([]byte{1}, make([]byte, 31)...)})
	require.ErrorIs(t, err, types.ErrBadEvidence)
	require.NotEqual(t, types.KeyDigest("a", []byte("b")), types.KeyDigest("a", []byte("c")))
	require.NotEqual(t, types.KeyDigest("a", []byte("b")), types.KeyDigest("b", []byte("b")))
}

// CertiK on gonka: a signature is bound to the contract, to Ethereum's chain and to this chain.
func TestDomainBinds(t *testing.T) {
	p := types.Params{EthChainId: 1, Contract: make([]byte, 20)}
	base := types.Domain("weft-1", p)
	other := p
	other.EthChainId = 5
	require.NotEqual(t, base, types.Domain("weft-1", other))
	other = p
	other.Contract = append(make([]byte, 19), 1)
	require.NotEqual(t, base, types.Domain("weft-1", other))
	require.NotEqual(t, base, types.Domain("weft-2", p))
}
