// SPDX-License-Identifier: Apache-2.0

package types

// Bounds of the parameters. Blocks are counted for blocks of 0.25 s to 1 s.
const (
	minBatchBlocks, maxBatchBlocks   = 1, 100_000
	maxBatchTransfers                = 100 // the contract's bound
	minBatchTimeout, maxBatchTimeout = 3_600, 30 * 86_400
	minSetBlocks, maxSetBlocks       = 100, 2_500_000
	maxSetMove                       = 3_333
	minWindow, maxWindow             = 10, 2_500_000
	minSignBlocks, maxSignBlocks     = 100, 500_000
	// BasisPoints is the whole in parts of 1/10000.
	BasisPoints = 10_000
)

// DefaultParams returns the parameters of a chain without a bridge, with blocks of one second: a batch every ten minutes that lives a
// day, a set at least every three days, caps that count by day, three hours to sign.
func DefaultParams() Params {
	return Params{
		BatchBlocks: 600, BatchTransfers: 100, BatchTimeout: 86_400, SetBlocks: 259_200, SetMove: 500, WindowBlocks: 86_400, SignBlocks: 10_800,
		SlashWrong: 500, SlashMissing: 1,
	}
}

// SameContract reports whether both name the same contract on the same Ethereum.
func (p Params) SameContract(q Params) bool {
	return p.EthChainId == q.EthChainId && string(p.Contract) == string(q.Contract)
}

// Validate checks the bounds of every parameter.
func (p Params) Validate() error {
	switch named := len(p.Contract) > 0; {
	case named && CheckAddress(p.Contract) != nil:
		return ErrBadParams.Wrapf("contract %x; an address is 20 bytes, not all zero", p.Contract)
	case named != (p.EthChainId > 0):
		return ErrBadParams.Wrapf("eth_chain_id %d with contract %x; give both or neither", p.EthChainId, p.Contract)
	case p.Enabled && !named:
		return ErrBadParams.Wrap("enabled without a contract; give eth_chain_id and contract")
	}
	for _, b := range []struct {
		name           string
		has, low, high uint64
	}{
		{"batch_blocks", p.BatchBlocks, minBatchBlocks, maxBatchBlocks},
		{"batch_transfers", uint64(p.BatchTransfers), 1, maxBatchTransfers},
		{"batch_timeout", p.BatchTimeout, minBatchTimeout, maxBatchTimeout},
		{"set_blocks", p.SetBlocks, minSetBlocks, maxSetBlocks},
		{"set_move", uint64(p.SetMove), 1, maxSetMove},
		{"window_blocks", p.WindowBlocks, minWindow, maxWindow},
		{"sign_blocks", p.SignBlocks, minSignBlocks, maxSignBlocks},
		{"slash_wrong", uint64(p.SlashWrong), 1, BasisPoints},
		{"slash_missing", uint64(p.SlashMissing), 0, BasisPoints / 10},
	} {
		if b.has < b.low || b.has > b.high {
			return ErrBadParams.Wrapf("%s %d, allowed %d to %d", b.name, b.has, b.low, b.high)
		}
	}
	return nil
}
