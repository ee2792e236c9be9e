// SPDX-License-Identifier: Apache-2.0

package trainer

import (
	"context"
	"errors"
)

// Choose looks once for a job, 0 for none.
func (t *Trainer) Choose(ctx context.Context) (uint64, error) {
	job, err := t.next(ctx, &shift{t: t})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return job, err
}
