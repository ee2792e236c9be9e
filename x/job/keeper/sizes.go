// SPDX-License-Identifier: Apache-2.0

package keeper

import (
	"fmt"

	"github.com/weft-network/weft/chain/spec"
	"github.com/weft-network/weft/x/job/types"
)

// sizesGas is for the sizes of a job's files. They are computed for each commit
// and not kept with the job: that takes about 100 µs whatever the size of the
// model, at ten gas a microsecond, and nothing stored can be wrong.
const sizesGas = 1_000

// checkSizes refuses content ids of another size than the job's files have:
// nobody could train on, audit or dispute what they name.
func checkSizes(s *spec.Spec, msg *types.MsgCommitUnit) error {
	sizes, err := types.SizesOf(s)
	if err != nil {
		return err
	}
	if err := checkSize("base", &msg.Base, sizes.Base, "an outer state"); err != nil {
		return err
	}
	if msg.Delta != nil {
		if err := checkSize("delta", msg.Delta, sizes.Delta, "a delta"); err != nil {
			return err
		}
	}
	for i := range msg.Anchors {
		if err := checkSize(fmt.Sprintf("anchors[%d]", i), &msg.Anchors[i], sizes.State, "a state"); err != nil {
			return err
		}
	}
	return nil
}

func checkSize(field string, id *spec.ContentID, want uint64, what string) error {
	got, err := types.CommitID(field, id)
	if err != nil {
		return err
	}
	if got.Size != want {
		return types.ErrSize.Wrapf("%s has %d bytes, want %d; name %s of this job", field, got.Size, want, what)
	}
	return nil
}
