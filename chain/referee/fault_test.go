// SPDX-License-Identifier: Apache-2.0

package referee_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/referee"
)

// reader is a Reader that is one function.
type reader func(ref program.Ref, first, count int) ([]byte, error)

func (r reader) Read(ref program.Ref, first, count int) ([]byte, error) { return r(ref, first, count) }

// A reader that answers too little, too much, nothing or an error, at whichever
// read, makes Element fail, and is not asked again.
func TestReaderFails(t *testing.T) {
	t.Parallel()
	failure := errors.New("the bytes are gone")
	for which := range builders {
		p := build(t, which, draft())
		honest := &anything{p, repeated(1, 0, 0, 0)}
		for _, ends := range distinct(p) {
			k := ends[0]
			rec := &referee.Recorder{From: honest}
			_, err := referee.Element(p, k, 0, program.Clock{Age: 1, Step: 1}, rec)
			require.NoError(t, err)
			for bad := range rec.Ranges {
				for _, answer := range []func(b []byte) ([]byte, error){
					func(b []byte) ([]byte, error) { return b[:len(b)-1], nil },
					func(b []byte) ([]byte, error) { return append(b, 0), nil },
					func([]byte) ([]byte, error) { return nil, nil },
					func(b []byte) ([]byte, error) { return b, failure },
				} {
					n := 0
					_, err := referee.Element(p, k, 0, program.Clock{Age: 1, Step: 1}, reader(func(ref program.Ref, first, count int) ([]byte, error) {
						b, err := honest.Read(ref, first, count)
						require.NoError(t, err)
						if n++; n == bad+1 {
							return answer(b)
						}
						return b, nil
					}))
					require.ErrorIs(t, err, referee.ErrRead)
					require.Equal(t, bad+1, n)
				}
			}
		}
	}
	p := build(t, "step", draft())
	_, err := referee.Element(p, p.NumOps()-1, 0, program.Clock{Age: 1, Step: 1}, reader(func(program.Ref, int, int) ([]byte, error) { return nil, failure }))
	require.ErrorIs(t, err, failure)
}

// What a program does not have is refused.
func TestNoSuchElement(t *testing.T) {
	t.Parallel()
	p := build(t, "step", draft())
	op, err := p.At(7)
	require.NoError(t, err)
	for _, at := range [][2]int{{-1, 0}, {p.NumOps(), 0}, {7, -1}, {7, op.Shape.Size()}, {1 << 62, 1 << 62}} {
		_, err := referee.Element(p, at[0], at[1], program.Clock{Age: 1, Step: 1}, &anything{p, repeated(0)})
		require.ErrorIs(t, err, referee.ErrRange)
		_, err = referee.Work(p, at[0], at[1])
		require.ErrorIs(t, err, referee.ErrRange)
	}
	for _, clock := range []program.Clock{{}, {Age: 1}, {Step: 1}} {
		_, err = referee.Element(p, p.NumOps()-1, 0, clock, &anything{p, repeated(0)})
		require.ErrorIs(t, err, referee.ErrClock)
	}
	_, err = referee.Judge(&op, op.Shape.Size(), nil)
	require.ErrorIs(t, err, referee.ErrRange)
}

// A witness that opens other ranges than those that the rule reads, in another
// order, or fewer, is refused; one that opens more is not done.
func TestOpening(t *testing.T) {
	t.Parallel()
	p := build(t, "step", draft())
	k := p.NumOps() - 1 // three operands and more
	rec := &referee.Recorder{From: &anything{p, repeated(5)}}
	_, err := referee.Element(p, k, 0, program.Clock{Age: 1, Step: 1}, rec)
	require.NoError(t, err)
	n := len(rec.Ranges)
	require.Greater(t, n, 1)

	fewer := &referee.Opening{Ranges: rec.Ranges[:n-1], Data: rec.Data[:n-1]}
	_, err = referee.Element(p, k, 0, program.Clock{Age: 1, Step: 1}, fewer)
	require.ErrorIs(t, err, referee.ErrOrder)

	swapped := &referee.Opening{Ranges: append([]referee.Range{rec.Ranges[1], rec.Ranges[0]}, rec.Ranges[2:]...), Data: rec.Data}
	_, err = referee.Element(p, k, 0, program.Clock{Age: 1, Step: 1}, swapped)
	require.ErrorIs(t, err, referee.ErrOrder)

	more := &referee.Opening{Ranges: append(rec.Ranges[:n:n], referee.Range{}), Data: append(rec.Data[:n:n], nil)}
	_, err = referee.Element(p, k, 0, program.Clock{Age: 1, Step: 1}, more)
	require.NoError(t, err)
	require.False(t, more.Done())
}
