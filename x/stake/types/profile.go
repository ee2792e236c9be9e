// SPDX-License-Identifier: Apache-2.0

package types

import (
	"slices"
	"unicode/utf8"

	"cosmossdk.io/core/address"
	errorsmod "cosmossdk.io/errors"
	"github.com/oasisprotocol/curve25519-voi/curve"
)

// Validate checks a profile of operator, all but the VRF key, whose check costs gas: see ValidateVRFKey.
func (p Profile) Validate(codec address.Codec, operator string) error {
	if p.Moniker == "" {
		return ErrBadMoniker.Wrapf("empty, allowed 1 to %d bytes", MaxMonikerBytes)
	}
	if err := validateText(p.Moniker, MaxMonikerBytes, ErrBadMoniker); err != nil {
		return err
	}
	if err := validateText(p.Hardware, MaxHardwareBytes, ErrBadHardware); err != nil {
		return err
	}
	if err := validatePeerID(p.PeerId); err != nil {
		return err
	}
	if err := validateAddresses(p.Addresses); err != nil {
		return err
	}
	if err := (keyList{p.DefenceKeys, MaxDefenceKeys, ErrBadDefenceKey}).validate(codec, operator); err != nil {
		return err
	}
	return (keyList{p.HotKeys, MaxHotKeys, ErrBadHotKey}).validate(codec, operator)
}

// ValidateVRFKey accepts the one canonical encoding of a point of the prime-order subgroup of Ed25519, other than the
// identity: stricter than RFC 9381, section 5.4.5, so that one key has one encoding and uniqueness means something.
func ValidateVRFKey(key []byte) error {
	if len(key) != VRFKeyBytes {
		return ErrBadVRFKey.Wrapf("%d bytes, must be %d", len(key), VRFKeyBytes)
	}
	compressed, err := curve.NewCompressedEdwardsYFromBytes(key)
	if err != nil {
		return ErrBadVRFKey.Wrap(err.Error())
	}
	if !compressed.IsCanonicalVartime() {
		return ErrBadVRFKey.Wrap("encoding is not canonical: give the public key as its library writes it")
	}
	var point curve.EdwardsPoint
	if _, err := point.SetCompressedY(compressed); err != nil {
		return ErrBadVRFKey.Wrapf("not a point of the curve: %s", err)
	}
	if point.IsSmallOrder() {
		return ErrBadVRFKey.Wrap("point of small order: its outputs would be the same for every key")
	}
	if !point.IsTorsionFree() {
		return ErrBadVRFKey.Wrap("point outside the prime-order subgroup")
	}
	return nil
}

// validateText accepts UTF-8 without line breaks, control characters or characters that turn the direction of writing.
func validateText(s string, limit int, sentinel *errorsmod.Error) error {
	if len(s) > limit {
		return sentinel.Wrapf("%d bytes, at most %d", len(s), limit)
	}
	if !utf8.ValidString(s) {
		return sentinel.Wrap("not UTF-8")
	}
	for i, r := range s {
		switch {
		case r < 0x20, r >= 0x7f && r < 0xa0, // control characters
			r >= 0x2028 && r <= 0x202e, // separators, embeddings and overrides
			r >= 0x2066 && r <= 0x2069, // isolates
			r == 0x200e, r == 0x200f, r == 0x061c:
			return sentinel.Wrapf("character U+%04X at byte %d is not printable", r, i)
		}
	}
	return nil
}

// validatePeerID accepts the letters and digits that base58 and base32 peer ids are made of; whether the id belongs to a
// key is seen when somebody dials it.
func validatePeerID(id string) error {
	if len(id) > MaxPeerIDBytes {
		return ErrBadPeerID.Wrapf("%d bytes, at most %d", len(id), MaxPeerIDBytes)
	}
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return ErrBadPeerID.Wrapf("byte %d is %#x, allowed are letters and digits", i, c)
		}
	}
	return nil
}

func validateAddresses(list []string) error {
	if len(list) > MaxAddresses {
		return ErrBadAddress.Wrapf("%d addresses, at most %d", len(list), MaxAddresses)
	}
	for i, a := range list {
		if len(a) < 2 || len(a) > MaxAddressBytes || a[0] != '/' {
			return ErrBadAddress.Wrapf("address %d %q: a multiaddress begins with / and has 2 to %d bytes", i, a, MaxAddressBytes)
		}
		if j := firstNotGraphic(a); j >= 0 {
			return ErrBadAddress.Wrapf("address %d: byte %d is %#x, allowed are printable ASCII characters without space", i, j, a[j])
		}
		if slices.Contains(list[:i], a) {
			return ErrBadAddress.Wrapf("address %d %q is listed twice", i, a)
		}
	}
	return nil
}

// keyList is a list of accounts that act for an operator.
type keyList struct {
	keys     []string
	limit    int
	sentinel *errorsmod.Error
}

func (l keyList) validate(codec address.Codec, operator string) error {
	if len(l.keys) > l.limit {
		return l.sentinel.Wrapf("%d keys, at most %d", len(l.keys), l.limit)
	}
	for i, key := range l.keys {
		bz, err := codec.StringToBytes(key)
		if err != nil {
			return l.sentinel.Wrapf("key %d: %s", i, err)
		}
		// Bech32 allows capitals: only the canonical text is kept, so that programs may compare strings.
		if canonical, err := codec.BytesToString(bz); err != nil || canonical != key {
			return l.sentinel.Wrapf("key %d %q: write it as %q", i, key, canonical)
		}
		if key == operator {
			return l.sentinel.Wrapf("key %d is the operator, which needs no grant: leave it out", i)
		}
		if slices.Contains(l.keys[:i], key) {
			return l.sentinel.Wrapf("key %d %q is listed twice", i, key)
		}
	}
	return nil
}

// firstNotGraphic returns the index of the first byte outside '!' to '~', or -1.
func firstNotGraphic(s string) int {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return i
		}
	}
	return -1
}
