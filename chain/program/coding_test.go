// SPDX-License-Identifier: Apache-2.0

package program_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/weft-network/weft/chain/commit"
	"github.com/weft-network/weft/chain/program"
	"github.com/weft-network/weft/chain/spec"
)

// decode gives the values of a well-formed block as bits, and whether it is
// one.
func decode(c *program.Coding, b []byte, n int) ([]uint32, bool) {
	sum := make([]int64, n)
	ok := c.AddBlock(b, n, 1, sum, nil)
	x := make([]uint32, n)
	for i, v := range sum {
		x[i] = math.Float32bits(float32(math.Ldexp(float64(v), c.Min)))
	}
	return x, ok
}

func encode(c *program.Coding, x []uint32) []byte {
	block := program.Coding{Codec: c.Codec, Len: len(x), Keep: c.Keep, Min: c.Min}
	b := make([]byte, block.Bytes())
	for i := range b {
		b[i] = 0xa5 // whatever EncodeBlock leaves out shows
	}
	c.EncodeBlock(x, b)
	return b
}

func floats(x ...float32) []uint32 {
	b := make([]uint32, len(x))
	for i, v := range x {
		b[i] = math.Float32bits(v)
	}
	return b
}

// Spec R8: blocks by hand.
func TestBlocks(t *testing.T) {
	t.Parallel()
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for name, c := range map[string]struct {
		coding program.Coding
		x      []uint32
		want   []byte
	}{
		"dense, zeros":                 {dense(-4), floats(0, 0), []byte{0, 0, 0}},
		"dense, largest code 127":      {dense(-4), floats(127, -1, 0.5), []byte{5, 127, 255, 0}},
		"dense, 127.5 goes a scale up": {dense(-4), floats(127.5, 1, 3), []byte{6, 64, 0, 2}},
		"dense, halves to even":        {dense(-4), floats(64, 0.5, 1.5, -2.5), []byte{5, 64, 0, 2, 254}},
		"dense, below the grid":        {dense(-4), floats(1.0/16, 1.0/32, -3.0/32), []byte{1, 1, 0, 254}},
		"dense, all round to zero":     {dense(-4), floats(1.0/32, -1.0/64), []byte{0, 0, 0}},
		"dense, above the grid":        {dense(-24), floats(1000, -3, 1), []byte{25, 127, 253, 1}},
		// 1 alone has code 64 at the scale 2^-6, which is below the grid.
		"dense, not finite": {dense(-4), floats(inf, nan, 1), []byte{1, 0, 0, 16}},
		"dense, subnormal":  {dense(-100), floats(math.SmallestNonzeroFloat32), []byte{0, 0}},
		// Taken: 4, -3, 2; the median 3 makes the scale 1.
		"sparse": {sparseOf(3*4096/5, -4), floats(1, 4, -3, 0, 2), entries(5, 3, 1|1<<12, 2|1<<12|1<<13, 4|1<<12)},
		// The tie between places 0 and 2 goes to 0.
		"sparse, ties":      {sparseOf(2*4096/4, -4), floats(1, 8, 1, 0), entries(8, 2, 1)},
		"sparse, ties sent": {sparseOf(2*4096/4, -4), floats(-4, 8, 4, 0), entries(8, 2, 0|1<<13, 1)},
		// 5/4 of a power of two is as near to 1 as to 3/2, and 7/4 to 3/2 as to 2.
		"sparse, below 5/4":  {sparseOf(4096/4, -4), floats(0, 0, 0, 1.24), entries(5, 1, 3)},
		"sparse, from 5/4":   {sparseOf(4096/4, -4), floats(0, 0, 0, 1.25), entries(4, 1, 3|1<<12)},
		"sparse, below 7/4":  {sparseOf(4096/4, -4), floats(0, 0, 0, 1.74), entries(4, 1, 3|1<<12)},
		"sparse, from 7/4":   {sparseOf(4096/4, -4), floats(0, 0, 0, 1.75), entries(6, 1, 3)},
		"sparse, zeros":      {sparseOf(2*4096/4, -4), floats(0, 0, 0, 0), entries(0, 2)},
		"sparse, few":        {sparseOf(3*4096/4, -4), floats(0, 0, -2, 0), entries(6, 3, 2|1<<13)},
		"sparse, below":      {sparseOf(2*4096/4, 0), floats(0.5, -0.4, 0, 0), entries(1, 2, 0)},
		"sparse, all below":  {sparseOf(2*4096/4, 0), floats(0.3, -0.4, 0, 0), entries(0, 2)},
		"sparse, above":      {sparseOf(2*4096/4, -24), floats(1000, -3, 0, 0), entries(25, 2, 1<<12, 1|1<<12|1<<13)},
		"sparse, not finite": {sparseOf(2*4096/4, -4), floats(nan, -inf, 0, 1), entries(5, 2, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := encode(&c.coding, c.x)
			require.Equal(t, c.want, got)
			x, ok := decode(&c.coding, got, len(c.x))
			require.True(t, ok)
			require.Equal(t, got, encode(&c.coding, x))
		})
	}
}

func dense(lowest int) program.Coding {
	return program.Coding{Codec: program.Dense8, Len: 1, Min: lowest}
}

func sparseOf(keep, lowest int) program.Coding {
	return program.Coding{Codec: program.Sparse, Len: program.SparseBlock, Keep: keep, Min: lowest}
}

// entries writes a sparse block of which kept entries have room.
func entries(scale byte, kept int, list ...int) []byte {
	b := make([]byte, 1+(14*kept+7)/8)
	b[0] = scale
	for k, e := range list {
		for bit := range 14 {
			b[1+(14*k+bit)/8] |= byte(e>>bit&1) << ((14*k + bit) % 8)
		}
	}
	return b
}

// Spec R8: what EncodeBlock never writes is malformed, and adds nothing.
func TestMalformed(t *testing.T) {
	t.Parallel()
	const three = 1 << 12
	sparse := sparseOf(3*4096/8, -4)
	for name, c := range map[string]struct {
		coding program.Coding
		n      int
		b      []byte
	}{
		"dense, scale above the grid":      {dense(-4), 2, []byte{26, 100, 0}},
		"dense, code -128":                 {dense(-4), 2, []byte{3, 0x80, 0}},
		"dense, codes without scale":       {dense(-4), 2, []byte{0, 0, 1}},
		"dense, scale without codes":       {dense(-4), 2, []byte{1, 0, 0}},
		"dense, a lower scale holds it":    {dense(-4), 2, []byte{2, 63, 1}},
		"sparse, scale above the grid":     {sparse, 8, entries(26, 3, 1|three)},
		"sparse, entries without scale":    {sparse, 8, entries(0, 3, 1|three)},
		"sparse, place past a short block": {sparse, 8, entries(3, 3, 8|three)},
		"sparse, place twice":              {sparse, 8, entries(3, 3, 4|three, 4)},
		"sparse, places descend":           {sparse, 8, entries(3, 3, 4|three, 2|three)},
		"sparse, entry after the last":     {sparse, 8, entries(3, 3, 4|three, 0, 5|three)},
		"sparse, sign after the last":      {sparse, 8, entries(3, 3, 4|three, 1<<13)},
		"sparse, bits after the entries":   {sparse, 8, append(entries(3, 3, 4|three)[:6], 0x80)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sum, count := make([]int64, c.n), make([]int64, c.n)
			require.False(t, c.coding.AddBlock(c.b, c.n, 1, sum, count))
			require.Equal(t, make([]int64, c.n), sum)
			require.Equal(t, make([]int64, c.n), count)
		})
	}
}

// FuzzBlock: a block that decodes is the encoding of what it says, and of
// nothing else; a malformed one adds nothing.
func FuzzBlock(f *testing.F) {
	f.Add([]byte{5, 127, 255, 0}, true, uint8(0), uint16(0))
	f.Add(entries(3, 3, 1|1<<12, 2|1<<12|1<<13, 4|1<<12), false, uint8(4), uint16(7))
	f.Add(entries(1, 64, 0, 5, 4095), false, uint8(40), uint16(4095))
	f.Add(make([]byte, 113), false, uint8(34), uint16(4095))
	f.Fuzz(func(t *testing.T, b []byte, isDense bool, lowest uint8, last uint16) {
		c := program.Coding{Codec: program.Dense8, Len: 1, Min: -int(lowest % 101)}
		n := len(b) - 1
		if !isDense {
			n = int(last)%program.SparseBlock + 1
			c.Codec = program.Sparse
			for c.Keep < spec.MaxTopK && 1+(14*c.Kept(n)+7)/8 < len(b) {
				c.Keep++
			}
			if c.Keep == 0 || 1+(14*c.Kept(n)+7)/8 != len(b) {
				return
			}
		}
		if n < 1 || n > c.BlockLen() {
			return
		}
		x, ok := decode(&c, b, n)
		if !ok {
			require.Equal(t, make([]uint32, n), x)
			return
		}
		require.Equal(t, b, encode(&c, x))
	})
}

// FuzzEncode: any numbers have an encoding that is well formed, whose values
// encode to it again and are as near as the codec says.
func FuzzEncode(f *testing.F) {
	f.Add(uint64(1), uint16(4096), uint16(64), int8(-34), false)
	f.Add(uint64(2), uint16(256), uint16(1), int8(-20), true)
	f.Add(uint64(3), uint16(100), uint16(1024), int8(-100), false)
	f.Fuzz(func(t *testing.T, seed uint64, size, keep uint16, lowest int8, isDense bool) {
		rng := rand.New(rand.NewPCG(seed, 5))
		c := program.Coding{Codec: program.Sparse, Len: 1, Keep: int(keep)%spec.MaxTopK + 1, Min: max(-100, min(0, int(lowest)))}
		if isDense {
			c.Codec = program.Dense8
		}
		x := make([]uint32, int(size)%c.BlockLen()+1)
		span := rng.IntN(30)
		for i := range x {
			switch rng.IntN(3) {
			case 0:
				x[i] = rng.Uint32()
			default:
				x[i] = math.Float32bits(float32(math.Ldexp(rng.NormFloat64(), c.Min+rng.IntN(1+span))))
			}
		}
		b := encode(&c, x)
		y, ok := decode(&c, b, len(x))
		require.True(t, ok)
		require.True(t, bytes.Equal(b, encode(&c, y)))
		for i := range x {
			near(t, &c, b, math.Float32frombits(x[i]), math.Float32frombits(y[i]))
		}
	})
}

// near checks one element against what the codec promises of it.
func near(t *testing.T, c *program.Coding, b []byte, x, y float32) {
	t.Helper()
	if x != x || math.IsInf(float64(x), 0) || b[0] == 0 {
		require.Zero(t, y)
		return
	}
	scale := math.Ldexp(1, c.Min+int(b[0])-1)
	switch gap := math.Abs(float64(x) - float64(y)); {
	case y == 0 && c.Codec == program.Sparse: // not sent
	case math.Abs(float64(y)) == 127*scale || math.Abs(float64(y)) == 3*scale:
		require.GreaterOrEqual(t, float64(x*y), 0.0)
	default:
		require.LessOrEqual(t, gap, scale)
	}
}

// Spec R9: clip factors.
func TestFactors(t *testing.T) {
	t.Parallel()
	lo := func(n ...uint64) []commit.Norm {
		norms := make([]commit.Norm, len(n))
		for i, v := range n {
			norms[i].Lo = v
		}
		return norms
	}
	for name, c := range map[string]struct {
		norms []commit.Norm
		want  []uint32
	}{
		"none":                     {nil, []uint32{}},
		"one":                      {lo(7), []uint32{4096}},
		"the lower of two":         {lo(400, 100), []uint32{2048, 4096}},
		"median of three":          {lo(1, 100, 400), []uint32{4096, 4096, 2048}},
		"equal":                    {lo(5, 5, 5, 5), []uint32{4096, 4096, 4096, 4096}},
		"half have nothing":        {lo(0, 0, 9), []uint32{4096, 4096, 0}},
		"rounded down":             {lo(2, 2, 3), []uint32{4096, 4096, 3344}},
		"one huge":                 {append(lo(16, 16), commit.Norm{Hi: 1 << 62}), []uint32{4096, 4096, 0}},
		"all huge":                 {[]commit.Norm{{Hi: 1 << 60}, {Hi: 1 << 62}}, []uint32{4096, 2048}},
		"above and below one word": {[]commit.Norm{{Hi: 1}, {Lo: 1 << 62}}, []uint32{2048, 4096}},
	} {
		require.Equal(t, c.want, program.Factors(c.norms), name)
	}
}

// The parts of a delta follow one another, and its length is that of its parts.
func TestDeltaLayout(t *testing.T) {
	t.Parallel()
	for name, shape := range shapes {
		o, err := program.OuterOf(shape())
		require.NoError(t, err)
		at := 0
		for i := range o.Dims.NumParams() {
			require.Equal(t, at, o.Offset(i), "%s: %d", name, i)
			c := o.Coding(i)
			for block := range min(c.Blocks(), 3) {
				offset, length := c.Place(block)
				first, n := c.Elements(block)
				require.Equal(t, block*c.BlockLen(), first)
				require.Positive(t, n)
				require.LessOrEqual(t, offset+length, c.Bytes())
			}
			for _, within := range []int{0, c.Bytes() / 2, c.Bytes() - 1} {
				param, place, err := o.Find(at + within)
				require.NoError(t, err)
				require.Equal(t, [2]int{i, within}, [2]int{param, place})
			}
			at += c.Bytes()
		}
		for _, outside := range []int{-1, at} {
			_, _, err := o.Find(outside)
			require.ErrorIs(t, err, program.ErrRange)
		}
		require.Equal(t, at, o.DeltaBytes(), name)
		elements, err := program.BuildEncode(shape())
		require.NoError(t, err)
		t.Logf("%s: %.4f bits a parameter", name, 8*float64(at)/float64(params(elements)))
	}
}

func params(p *program.Program) int {
	n := 0
	for i := range p.Dims.NumParams() {
		n += p.Dims.Param(i).Shape.Size()
	}
	return n
}

// An outer step that no job can have is refused.
func TestOuterRefusal(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-1, 0, 4} {
		_, err := program.BuildOuter(draft(), n)
		require.ErrorIs(t, err, program.ErrRange)
	}
	_, err := program.OuterOf(&spec.Spec{})
	require.ErrorIs(t, err, spec.ErrInvalid)
}
