// SPDX-License-Identifier: Apache-2.0

package bridgetest

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"cosmossdk.io/math"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"github.com/weft-network/weft/x/bridge/types"
)

// Unbonding is how long stake is held.
const Unbonding = 1_000 * time.Second

// Validator is a validator with its observer, which the test can spoil.
type Validator struct {
	Name     string
	Operator string
	Account  sdk.AccAddress
	Key      *secp256k1.PrivateKey
	Staking  stakingtypes.Validator
	Slashed  []Slash

	// Dead: its Ethereum node does not answer. Silent: it signs nothing. Away: it does not vote. Lie changes what it says.
	Dead, Silent, Away bool
	Lie                func(*types.VoteExtension)
	// Sees is the history that it follows; Final how many of its events are final for it, all if negative.
	Sees  *Ethereum
	Final int
	// Through, if it is given, is asked in place of the model.
	Through types.Observer
}

// observer is what the validator's node knows of Ethereum, nil if it has none.
func (v *Validator) observer() types.Observer {
	switch {
	case v.Through != nil:
		return v.Through
	case v.Sees != nil:
		return v
	}
	return nil
}

// Slash is a call of x/staking.
type Slash struct {
	Height, Power int64
	Factor        math.LegacyDec
}

// Address is that of the key of the validator on Ethereum.
func (v *Validator) Address() []byte { return types.AddressOf(v.Key.PubKey()) }

// Power is its consensus power.
func (v *Validator) Power() int64 {
	return v.Staking.PotentialConsensusPower(sdk.DefaultPowerReduction)
}

// SignDigest makes r, s, v of 65 bytes.
func (v *Validator) SignDigest(digest types.Word) []byte {
	compact := ecdsa.SignCompact(v.Key, digest[:], false)
	return append(slices.Clone(compact[1:]), compact[0])
}

var _ types.Observer = (*Validator)(nil)

// final is the number of events that it saw finalised.
func (v *Validator) final() uint64 {
	n := len(v.Sees.Events)
	if v.Final >= 0 {
		n = min(n, v.Final)
	}
	return uint64(n)
}

// Seen implements types.Observer.
func (v *Validator) Seen(after uint64, chain types.Word, limit uint64) (types.Seen, bool) {
	n := v.final()
	if v.Dead || n == 0 || n < after || after > 0 && v.Sees.Chains[after-1] != chain {
		return types.Seen{}, false
	}
	s := types.Seen{Nonce: min(n, limit)}
	s.Chain = v.Sees.Chains[s.Nonce-1]
	if s.Nonce == n && v.Final < 0 {
		s.Until = v.Sees.Time
	}
	return s, true
}

// Events implements types.Observer.
func (v *Validator) Events(from, to uint64) []types.EthereumEvent {
	if v.Dead || to > v.final() {
		return nil
	}
	return v.Sees.Events[from:to]
}

// Sign implements types.Observer.
func (v *Validator) Sign(wanted []types.Wanted) [][]byte {
	out := make([][]byte, len(wanted))
	if v.Silent {
		return out
	}
	for i, w := range wanted {
		out[i] = v.SignDigest(w.Digest)
	}
	return out
}

// newValidator makes one of a name, bonded.
func (f *Fixture) newValidator(name string, power int64) *Validator {
	f.TB.Helper()
	seed := sha256.Sum256([]byte("validator " + name))
	v := &Validator{Name: name, Account: seed[:20], Key: secp256k1.PrivKeyFromBytes(seed[:]), Final: -1}
	var err error
	v.Operator, err = f.Validators.BytesToString(v.Account)
	f.NoError(err)
	v.Staking, err = stakingtypes.NewValidator(v.Operator, ed25519.GenPrivKeyFromSecret(seed[:]).PubKey(), stakingtypes.Description{Moniker: name})
	f.NoError(err)
	v.Staking.Status = stakingtypes.Bonded
	v.SetPower(power)
	return v
}

// SetPower changes what stands behind it.
func (v *Validator) SetPower(power int64) {
	v.Staking.Tokens = sdk.TokensFromConsensusPower(power, sdk.DefaultPowerReduction)
}

// staking stands for x/staking.
type staking struct{ f *Fixture }

func (s staking) GetValidator(_ context.Context, addr sdk.ValAddress) (stakingtypes.Validator, error) {
	for _, v := range s.f.Vals {
		if v.Account.Equals(sdk.AccAddress(addr)) {
			return v.Staking, nil
		}
	}
	return stakingtypes.Validator{}, stakingtypes.ErrNoValidatorFound
}

func (s staking) IterateBondedValidatorsByPower(_ context.Context, fn func(int64, stakingtypes.ValidatorI) bool) error {
	for i, v := range s.f.Bonded() {
		if fn(int64(i), v.Staking) {
			return nil
		}
	}
	return nil
}

func (staking) PowerReduction(context.Context) math.Int { return sdk.DefaultPowerReduction }

func (staking) UnbondingTime(context.Context) (time.Duration, error) { return Unbonding, nil }

func (s staking) Slash(_ context.Context, cons sdk.ConsAddress, height, power int64, factor math.LegacyDec) (math.Int, error) {
	v := s.f.byCons(cons)
	v.Slashed = append(v.Slashed, Slash{height, power, factor})
	return math.ZeroInt(), nil
}

func (s staking) Jail(_ context.Context, cons sdk.ConsAddress) error {
	v := s.f.byCons(cons)
	v.Staking.Jailed, v.Staking.Status = true, stakingtypes.Unbonding
	return nil
}

func (f *Fixture) byCons(cons sdk.ConsAddress) *Validator {
	for _, v := range f.Vals {
		if has, err := v.Staking.GetConsAddr(); err == nil && cons.Equals(sdk.ConsAddress(has)) {
			return v
		}
	}
	f.TB.Fatal("no validator has this key")
	return nil
}

// Bonded are the validators that make blocks.
func (f *Fixture) Bonded() []*Validator {
	var out []*Validator
	for _, v := range f.Vals {
		if v.Staking.IsBonded() {
			out = append(out, v)
		}
	}
	return out
}
