// SPDX-License-Identifier: Apache-2.0

package commit_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/weft-network/weft/chain/commit"
)

func outsOf(losses ...float32) [][]byte {
	var outs [][]byte
	for _, x := range losses {
		outs = append(outs, commit.LossOut(math.Float32bits(x)))
	}
	return outs
}

func TestLossMean(t *testing.T) {
	for name, tc := range map[string]struct {
		losses []float32
		want   int64
	}{
		"one":              {[]float32{1}, 1 << 20},
		"mean":             {[]float32{1, 2, 6}, 3 << 20},
		"rounds down":      {[]float32{1, 1, 1 + 1.0/(1<<20)}, 1 << 20},
		"zero":             {[]float32{0, float32(math.Copysign(0, -1))}, 0},
		"below a unit":     {[]float32{1.0 / (1 << 21), 1.0 / (1 << 21)}, 0},
		"smallest":         {[]float32{math.SmallestNonzeroFloat32}, 0},
		"largest below":    {[]float32{math.Nextafter32(1<<32, 0)}, (1<<24 - 1) << 28},
		"ln of vocabulary": {[]float32{10.8249}, 11350730},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := commit.LossMean(outsOf(tc.losses...))
			require.NoError(t, err)
			require.Equal(t, tc.want, got)
		})
	}
}

func TestLossMeanRefuses(t *testing.T) {
	inf := float32(math.Inf(1))
	for name, tc := range map[string]struct {
		outs    [][]byte
		wantErr error
	}{
		"none":      {nil, commit.ErrLoss},
		"too many":  {outsOf(make([]float32, commit.MaxLosses+1)...), commit.ErrLoss},
		"NaN":       {outsOf(1, float32(math.NaN())), commit.ErrLoss},
		"infinite":  {outsOf(inf), commit.ErrLoss},
		"minus inf": {outsOf(-inf), commit.ErrLoss},
		"negative":  {outsOf(-math.SmallestNonzeroFloat32), commit.ErrLoss},
		"too large": {outsOf(1 << 32), commit.ErrLoss},
		"short":     {[][]byte{{0, 0, 0}}, commit.ErrOut},
		"empty out": {[][]byte{nil}, commit.ErrOut},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := commit.LossMean(tc.outs)
			require.ErrorIs(t, err, tc.wantErr)
		})
	}
	_, err := commit.LossMean(outsOf(make([]float32, commit.MaxLosses)...))
	require.NoError(t, err)
	all := make([]float32, commit.MaxLosses)
	for i := range all {
		all[i] = math.Nextafter32(1<<32, 0)
	}
	mean, err := commit.LossMean(outsOf(all...))
	require.NoError(t, err)
	require.Equal(t, int64(1<<24-1)<<28, mean, "the largest sum fits")
}

// The integer rule against arbitrary precision.
func TestLossMeanAgainstBigFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bits := rapid.SliceOfN(rapid.Uint32Range(0, 0x4f7fffff), 1, 40).Draw(t, "bits")
		var outs [][]byte
		sum := new(big.Int)
		for _, b := range bits {
			outs = append(outs, commit.LossOut(b))
			x := new(big.Float).SetPrec(300).SetFloat64(float64(math.Float32frombits(b)))
			units, _ := x.SetMantExp(x, commit.LossShift).Int(nil) // towards zero, and x ≥ 0
			sum.Add(sum, units)
		}
		got, err := commit.LossMean(outs)
		require.NoError(t, err)
		require.Equal(t, sum.Div(sum, big.NewInt(int64(len(bits)))).Int64(), got)
	})
}

func TestDeltaOut(t *testing.T) {
	id := commit.ID{Digest: commit.Sum([]byte("delta")), Size: 99}
	norm := commit.Norm{Hi: 1, Lo: math.MaxUint64}
	out := commit.DeltaOut(id, norm)
	require.Len(t, out, commit.DeltaOutSize)
	gotID, gotNorm, err := commit.ParseDeltaOut(out)
	require.NoError(t, err)
	require.Equal(t, id, gotID)
	require.Equal(t, norm, gotNorm)
	require.Equal(t, byte(1), out[commit.IDSize+7], "big-endian")

	_, _, err = commit.ParseDeltaOut(out[1:])
	require.ErrorIs(t, err, commit.ErrOut)
	id.Size = commit.MaxSize + 1
	_, _, err = commit.ParseDeltaOut(commit.DeltaOut(id, norm))
	require.ErrorIs(t, err, commit.ErrID)
}

func TestNormCompare(t *testing.T) {
	small, large := commit.Norm{Lo: math.MaxUint64}, commit.Norm{Hi: 1}
	require.Negative(t, small.Compare(large))
	require.Positive(t, large.Compare(small))
	require.Zero(t, large.Compare(large))
	require.Negative(t, commit.Norm{Lo: 1}.Compare(commit.Norm{Lo: 2}))
}

func FuzzParseDeltaOut(f *testing.F) {
	f.Add(commit.DeltaOut(commit.ID{Size: 1}, commit.Norm{Hi: 2, Lo: 3}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if id, norm, err := commit.ParseDeltaOut(b); err == nil {
			require.Equal(t, b, commit.DeltaOut(id, norm))
		}
	})
}
