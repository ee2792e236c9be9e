// SPDX-License-Identifier: Apache-2.0

package oracle

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/crypto"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

var (
	// ErrJournal: the journal of what was signed cannot be used.
	ErrJournal = errors.New("journal of signatures")
	// ErrConflict: the journal has another digest of the same order under the same set.
	ErrConflict = errors.New("another digest was signed for this order")
)

// slot is what is signed once.
type slot struct{ order, set uint64 }

// Signer signs what the chain orders, each order under a set with one digest for ever.
//
// The journal has one line for each: number of the order, nonce of the set, digest in hexadecimal. It is on disk before the signature leaves.
type Signer struct {
	key     *ecdsa.PrivateKey
	journal *os.File
	wake    chan struct{}

	mu     sync.Mutex
	signed map[slot]bridgetypes.Word
	ready  map[slot][]byte
	queue  []bridgetypes.Wanted
}

// NewSigner opens the journal, which it makes if there is none.
func NewSigner(key *ecdsa.PrivateKey, journal string) (*Signer, error) {
	file, err := os.OpenFile(journal, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	s := &Signer{key: key, journal: file, wake: make(chan struct{}, 1), signed: map[slot]bridgetypes.Word{}, ready: map[slot][]byte{}}
	if err := s.load(); err != nil {
		return nil, errors.Join(fmt.Errorf("%w %s: %w", ErrJournal, journal, err), file.Close())
	}
	return s, nil
}

// load reads the journal. A last line that has no end was being written when the power went: its signature never left, and it is cut off. Any
// other fault is nobody's to guess away.
func (s *Signer) load() error {
	text, err := io.ReadAll(s.journal)
	if err != nil {
		return err
	}
	whole := strings.LastIndexByte(string(text), '\n') + 1
	if whole < len(text) {
		if err := s.journal.Truncate(int64(whole)); err != nil {
			return err
		}
	}
	lines := bufio.NewScanner(strings.NewReader(string(text[:whole])))
	for n := 1; lines.Scan(); n++ {
		var at slot
		var digest string
		if _, err := fmt.Sscanf(lines.Text(), "%d %d %s", &at.order, &at.set, &digest); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		bz, err := hex.DecodeString(digest)
		if err != nil || len(bz) != bridgetypes.WordSize {
			return fmt.Errorf("line %d: %q is no digest of %d bytes", n, digest, bridgetypes.WordSize)
		}
		if old, has := s.signed[at]; has && old != bridgetypes.Word(bz) {
			return fmt.Errorf("line %d: %w", n, ErrConflict)
		}
		s.signed[at] = bridgetypes.Word(bz)
	}
	return lines.Err()
}

// Close closes the journal.
func (s *Signer) Close() error { return s.journal.Close() }

// Address is that of the key.
func (s *Signer) Address() []byte { return crypto.PubkeyToAddress(s.key.PublicKey).Bytes() }

// sign returns the signatures that are ready and has the others made. What is not wanted any more is forgotten; the journal keeps it.
func (s *Signer) sign(wanted []bridgetypes.Wanted) [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([][]byte, len(wanted))
	ready := make(map[slot][]byte, len(wanted))
	s.queue = s.queue[:0]
	for i, w := range wanted {
		at := slot{w.Order, w.Set}
		sig, has := s.ready[at]
		if has && s.signed[at] == w.Digest {
			out[i], ready[at] = sig, sig
			continue
		}
		s.queue = append(s.queue, w)
	}
	s.ready = ready
	if len(s.queue) > 0 {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return out
}

// run signs what is queued until the context ends.
func (s *Signer) run(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for _, w := range s.take() {
			if err := s.make(w); err != nil {
				log.Error("an order of the bridge is not signed", "order", w.Order, "set", w.Set, "err", err)
			}
		}
	}
}

func (s *Signer) take() []bridgetypes.Wanted {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := append([]bridgetypes.Wanted(nil), s.queue...)
	s.queue = s.queue[:0]
	return list
}

// make writes the journal, waits for the disk, then signs. Only run calls it, so that the journal is written by one goroutine.
func (s *Signer) make(w bridgetypes.Wanted) error {
	at := slot{w.Order, w.Set}
	s.mu.Lock()
	old, has := s.signed[at]
	s.mu.Unlock()
	if has && old != w.Digest {
		return fmt.Errorf("%w: %x, now %x is wanted; the chain's state may have been put back", ErrConflict, old, w.Digest)
	}
	if !has {
		if _, err := fmt.Fprintf(s.journal, "%d %d %x\n", w.Order, w.Set, w.Digest); err != nil {
			return fmt.Errorf("%w: %w", ErrJournal, err)
		}
		if err := s.journal.Sync(); err != nil {
			return fmt.Errorf("%w: %w", ErrJournal, err)
		}
	}
	sig, err := signature(s.key, w.Digest)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signed[at], s.ready[at] = w.Digest, sig
	return nil
}
