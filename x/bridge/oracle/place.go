// SPDX-License-Identifier: Apache-2.0

package oracle

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/common"

	bridgetypes "github.com/weft-network/weft/x/bridge/types"
)

// place is where reading can begin: an event that is the first of its block, and the hash chain before it.
type place struct {
	nonce uint64
	block uint64
	chain bridgetypes.Word
}

// first is the place of a contract's first event.
func first(c Contract) place { return place{nonce: 1, block: c.Block} }

// places keeps, in a file, where the event stands that the chain executed last, so that a node that starts again need not read Ethereum from the
// contract's deployment on.
//
// The file is a hint, and believed in nothing. The event must be in that block: until it was seen, no time is said. The hash chain must lead to that
// which the chain holds: else nothing is said. If either fails, everything is read. So a wrong file costs the time that it was to save.
type places struct {
	path     string
	contract Contract

	mu       sync.Mutex
	executed uint64
	chain    bridgetypes.Word
	kept     place
}

// load reads the place. Any fault of the file, or one of another contract, is no place.
func (p *places) load() (place, error) {
	begin := first(p.contract)
	if p.path == "" {
		return begin, nil
	}
	text, err := os.ReadFile(p.path)
	if errors.Is(err, os.ErrNotExist) {
		return begin, nil
	}
	if err != nil {
		return begin, err
	}
	var chainID uint64
	var contract, chain string
	var at place
	if _, err := fmt.Sscanf(string(text), "%d %s %d %d %s", &chainID, &contract, &at.nonce, &at.block, &chain); err != nil {
		return begin, fmt.Errorf("%s: %w", p.path, err)
	}
	bz, err := hex.DecodeString(chain)
	if err != nil || len(bz) != bridgetypes.WordSize || at.nonce == 0 || !strings.HasSuffix(string(text), "\n") {
		return begin, fmt.Errorf("%s holds no number, block and hash of %d bytes", p.path, bridgetypes.WordSize)
	}
	if chainID != p.contract.ChainID || common.HexToAddress(contract) != p.contract.Address || at.block < p.contract.Block {
		return begin, nil
	}
	at.chain = bridgetypes.Word(bz)
	return at, nil
}

// note remembers what the chain has executed. Consensus calls it.
func (p *places) note(nonce uint64, chain bridgetypes.Word) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.executed, p.chain = nonce, chain
}

// keep writes where the latest event stands that the chain has executed, as a follower saw it. It is not waited for: a file that is lost or cut short
// is none.
func (p *places) keep(f *follower) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.path == "" || p.executed == 0 {
		return nil
	}
	at, ok := f.placeOf(p.executed, p.chain)
	if !ok || at == p.kept {
		return nil
	}
	text := fmt.Sprintf("%d %s %d %d %x\n", p.contract.ChainID, p.contract.Address.Hex(), at.nonce, at.block, at.chain)
	if err := os.WriteFile(p.path+".new", []byte(text), 0o600); err != nil {
		return err
	}
	p.kept = at
	return os.Rename(p.path+".new", p.path)
}

// placeOf is the place of an event, if the follower has read it with this hash chain.
func (f *follower) placeOf(nonce uint64, chain bridgetypes.Word) (place, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if known, ok := f.chainAt(nonce); !ok || known != chain || nonce == f.before() {
		return place{}, false
	}
	i := int(nonce - f.before() - 1)
	block := f.blocks[i]
	for i > 0 && f.blocks[i-1] == block {
		i--
	}
	at := place{nonce: f.before() + uint64(i) + 1, block: block, chain: f.start.chain}
	if i > 0 {
		at.chain = f.chains[i-1]
	}
	return at, true
}

// misled reports whether the first that was read from a hint is not what the hint said: its event is not there.
func (f *follower) misled(events []bridgetypes.EthereumEvent, fault error) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.start.nonce > 1 && len(f.events) == 0 && (len(events) == 0 || fault != nil)
}

// doubt is called when the chain holds another hash chain after an event than was read: if reading began at a hint, it was a wrong one, or the chain's
// state was put back behind it.
func (f *follower) doubt(nonce uint64, chain bridgetypes.Word) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.start.nonce == 1 {
		return
	}
	known, ok := f.chainAt(nonce)
	f.doubted = f.doubted || nonce < f.before() || ok && known != chain
}

// reconsider has everything read if the hint was doubted.
func (f *follower) reconsider() {
	f.mu.Lock()
	doubted := f.doubted
	f.mu.Unlock()
	if doubted {
		f.begin(first(f.contract))
	}
}
