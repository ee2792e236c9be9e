// SPDX-License-Identifier: Apache-2.0

package ref

import "math"

// Numbers is an arithmetic over which the rules are written.
type Numbers[T any] interface {
	Add(a, b T) T
	Sub(a, b T) T
	Mul(a, b T) T
	Div(a, b T) T
	Fma(a, b, c T) T
	Min(a, b T) T
	Max(a, b T) T
	Neg(a T) T
	Sqrt(a T) T
	Exp(a T) T
	Log(a T) T
	Keep(a T) T
	Narrow(a T) T
	IsZero(a T) bool
	// Factor and Sliced are those of profile i8x2 (N9).
	Factor(x []T) T
	Sliced(x, y, factors []T) T
	// Of is the number with these binary32 bits.
	Of(bits uint32) T
	// OfInt is an integer of at most 24 bits.
	OfInt(v int32) T
}

// Binary32 is the arithmetic of N1 and N2. Go's conversion to float32 after
// each operation keeps the compiler from fusing it with the next.
type Binary32 struct{}

// Add, Sub, Mul and Div round once.
func (Binary32) Add(a, b float32) float32 { return float32(a + b) }
func (Binary32) Sub(a, b float32) float32 { return float32(a - b) }
func (Binary32) Mul(a, b float32) float32 { return float32(a * b) }
func (Binary32) Div(a, b float32) float32 { return float32(a / b) }

// Fma and the rest are the functions of this package.
func (Binary32) Fma(a, b, c float32) float32 { return Fma(a, b, c) }
func (Binary32) Min(a, b float32) float32    { return Min(a, b) }
func (Binary32) Max(a, b float32) float32    { return Max(a, b) }
func (Binary32) Sqrt(a float32) float32      { return Sqrt(a) }
func (Binary32) Exp(a float32) float32       { return Exp(a) }
func (Binary32) Log(a float32) float32       { return Log(a) }
func (Binary32) Keep(a float32) float32      { return Keep(a) }
func (Binary32) Narrow(a float32) float32    { return Narrow(a) }

// Neg turns the sign bit, of NaN too.
func (Binary32) Neg(a float32) float32 { return bits(math.Float32bits(a) ^ 1<<31) }

// IsZero holds for both zeros.
func (Binary32) IsZero(a float32) bool { return a == 0 }

// Of and OfInt are exact.
func (Binary32) Of(b uint32) float32   { return bits(b) }
func (Binary32) OfInt(v int32) float32 { return float32(v) }
