// SPDX-License-Identifier: Apache-2.0

package types

const (
	// MaxExtensionBytes bounds a vote extension.
	MaxExtensionBytes = 512
	// MaxVoteSignatures bounds the signatures of one: a block in which a hundred validators send as many as they may stays cheap.
	MaxVoteSignatures = 2
)

// ReadExtension decodes a vote extension and checks its form, whatever it says. An empty one says nothing.
func ReadExtension(bz []byte) (VoteExtension, error) {
	var v VoteExtension
	if len(bz) > MaxExtensionBytes {
		return v, ErrBadExtension.Wrapf("%d bytes, allowed up to %d", len(bz), MaxExtensionBytes)
	}
	if err := v.Unmarshal(bz); err != nil {
		return VoteExtension{}, ErrBadExtension.Wrap(err.Error())
	}
	if len(v.Chain) != 0 && len(v.Chain) != WordSize || len(v.Signatures) > MaxVoteSignatures {
		return VoteExtension{}, ErrBadExtension.Wrapf("a hash of %d bytes and %d signatures; allowed are 0 or %d, and up to %d",
			len(v.Chain), len(v.Signatures), WordSize, MaxVoteSignatures)
	}
	for _, s := range v.Signatures {
		if len(s.Signature) != SignatureSize {
			return VoteExtension{}, ErrBadExtension.Wrapf("a signature of %d bytes, allowed %d", len(s.Signature), SignatureSize)
		}
	}
	return v, nil
}

// Wanted is an order as an observer needs it to sign.
type Wanted struct {
	Order  uint64
	Kind   OrderKind
	Set    uint64
	Digest Word
}

// Observer is what a validator's node knows of Ethereum. It answers from memory, at once.
type Observer interface {
	// Seen returns the latest event that is final, or the one of limit if there are later ones, with the hash chain up to it. until is
	// the time of a final block up to which there is no later event, 0 if there are later ones. ok is false if nothing is known, or
	// if the event of nonce after did not have the hash chain that the chain holds.
	Seen(after uint64, chain Word, limit uint64) (s Seen, ok bool)
	// Events returns the events of the nonces after from up to to, nil if it has not all of them.
	Events(from, to uint64) []EthereumEvent
	// Address is that of the key that signs, nil without one.
	Address() []byte
	// Sign returns the signatures that are ready, nil for each other, and begins to make those that are missing.
	Sign(wanted []Wanted) [][]byte
}

// Seen is what an observer vouches for.
type Seen struct {
	Nonce uint64
	Chain Word
	Until uint64
}
