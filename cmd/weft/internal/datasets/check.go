// SPDX-License-Identifier: Apache-2.0

package datasets

import (
	"context"
	"fmt"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/cmd/weft/internal/lab"
	"github.com/weft-network/weft/cmd/weft/internal/screen"
	"github.com/weft-network/weft/trainer/data"
)

// Check looks whether a folder holds what its manifest says, and whether that
// is the data of a specification, which may be nil. The work ends at the first
// condition that fails.
func Check(ctx context.Context, dir string, s *spec.Spec, progress func(done, total uint64)) ([]screen.Check, error) {
	var checks []screen.Check
	add := func(name, fix string, err error, format string, args ...any) bool {
		c := screen.Check{Name: name, Pass: err == nil, Required: true, Detail: fmt.Sprintf(format, args...)}
		if err != nil {
			c.Detail, c.Fix = err.Error(), fix
		}
		checks = append(checks, c)
		return c.Pass
	}
	const again = "make or fetch it again"
	d, err := data.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	m := d.Manifest()
	add("manifest", "", nil, "%d tokens of %d bytes", m.Tokens, m.Width)
	err = d.Check(ctx, progress)
	if ctx.Err() != nil {
		return checks, err
	}
	if !add("tokens", again, err, "%s, all below the vocabulary of %d", m.Content, m.Vocabulary) {
		return checks, nil
	}
	_, err = data.OpenTokenizer(dir, m)
	if !add("tokenizer", again, err, "%s", TokenizerText(m)) || s == nil {
		return checks, nil
	}
	with, err := lab.OpenDataset(s, dir)
	if err == nil {
		err = with.Close()
	}
	add("specification", "weft job init --data "+dir, err, "its data is this dataset")
	return checks, nil
}

// TokenizerText names the tokenizer of a dataset.
func TokenizerText(m data.Manifest) string {
	if m.Tokenizer.IsZero() {
		return "bytes"
	}
	return m.Tokenizer.String()
}
