// SPDX-License-Identifier: Apache-2.0

package spec

import (
	"bytes"
	"fmt"

	"github.com/zeebo/blake3"
)

// digestDomain separates the digest of a specification from every other hash
// of the protocol.
const digestDomain = "weft/spec/v1"

// Canonical returns the one encoding of a valid specification: the protobuf
// fields in order of their numbers, the messages of Spec always present,
// scalars only if they are not zero.
func (s *Spec) Canonical() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return s.Marshal()
}

// ParseCanonical reads what Canonical wrote. It refuses every other encoding,
// unknown fields, and specifications that are not valid.
func ParseCanonical(b []byte) (*Spec, error) {
	if len(b) > MaxCanonicalBytes {
		return nil, fmt.Errorf("%w: %d bytes; allowed: at most %d", ErrEncoding, len(b), MaxCanonicalBytes)
	}
	s := new(Spec)
	if err := s.Unmarshal(b); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	again, err := s.Marshal()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
	}
	if !bytes.Equal(again, b) {
		return nil, fmt.Errorf("%w: the %d bytes decode, but encode as %d others; encode them with Canonical", ErrEncoding, len(b), len(again))
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return s, nil
}

// Digest names a specification: BLAKE3("weft/spec/v1" ‖ canonical bytes). It
// means something only for a valid one.
func (s *Spec) Digest() [DigestBytes]byte {
	b, err := s.Marshal()
	if err != nil {
		// Marshal of generated code fails only on a buffer that is too short,
		// and it sizes its own.
		return [DigestBytes]byte{}
	}
	h := blake3.New()
	_, _ = h.WriteString(digestDomain)
	_, _ = h.Write(b)
	var d [DigestBytes]byte
	copy(d[:], h.Sum(nil))
	return d
}
