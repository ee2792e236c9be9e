// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/trainer/checkpoint/pretrained"
	"github.com/weft-network/weft/trainer/data"
)

// Export writes a model as a folder that transformers loads, in f32 or rounded
// to bfloat16, and returns its files, the parameters last.
func (m *Model) Export(dir string, bf16 bool) ([]pretrained.Exported, error) {
	layout, err := program.NewModel(m.Spec, program.F32)
	if err != nil {
		return nil, err
	}
	out := pretrained.Model{
		Spec: m.Spec, Params: m.state[:layout.DataSize()], BF16: bf16, Files: map[string][]byte{data.TokenizerFile: m.Tokenizer.File()},
	}
	if id, ok := m.Tokenizer.BOS(); ok {
		out.BOS = &id
	}
	if id, ok := m.Tokenizer.EOS(); ok {
		out.EOS = &id
	}
	return pretrained.Export(dir, out)
}
