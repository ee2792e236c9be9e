// SPDX-License-Identifier: Apache-2.0

package commit

import (
	"cmp"
	"encoding/binary"
	"fmt"
)

const (
	// LossOutSize is the length of the result of an inner step.
	LossOutSize = 4
	// DeltaOutSize is the length of the result of the encode step.
	DeltaOutSize = IDSize + 16
	// MaxLosses bounds the inner steps of a unit.
	MaxLosses = 1024
	// LossShift is how many units of LossMean make a loss of one, as a shift.
	LossShift = 20

	lossLimitLog2 = 32 // MaxLosses such losses, in units, fit an int64
)

// Norm is the exact squared norm of a delta, a 128-bit integer.
type Norm struct{ Hi, Lo uint64 }

// Compare orders norms: -1, 0 or +1.
func (n Norm) Compare(m Norm) int {
	if c := cmp.Compare(n.Hi, m.Hi); c != 0 {
		return c
	}
	return cmp.Compare(n.Lo, m.Lo)
}

// LossOut is the result of an inner step: the loss as binary32 bits,
// little-endian, as it lies in memory.
func LossOut(bits uint32) []byte { return binary.LittleEndian.AppendUint32(nil, bits) }

// ParseLossOut reads what LossOut wrote. Any bits are a result, finite or not.
func ParseLossOut(out []byte) (bits uint32, err error) {
	if len(out) != LossOutSize {
		return 0, fmt.Errorf("%w: result of an inner step has %d bytes, want %d", ErrOut, len(out), LossOutSize)
	}
	return binary.LittleEndian.Uint32(out), nil
}

// DeltaOut is the result of the encode step: the delta's id, then its squared
// norm, big-endian.
func DeltaOut(delta ID, norm Norm) []byte {
	b := make([]byte, 0, DeltaOutSize)
	b = append(b, delta.Bytes()...)
	b = binary.BigEndian.AppendUint64(b, norm.Hi)
	return binary.BigEndian.AppendUint64(b, norm.Lo)
}

// ParseDeltaOut reads what DeltaOut wrote.
func ParseDeltaOut(out []byte) (delta ID, norm Norm, err error) {
	if len(out) != DeltaOutSize {
		return ID{}, Norm{}, fmt.Errorf("%w: result of the encode step has %d bytes, want %d", ErrOut, len(out), DeltaOutSize)
	}
	delta, err = DecodeID(out[:IDSize])
	norm = Norm{Hi: binary.BigEndian.Uint64(out[IDSize:]), Lo: binary.BigEndian.Uint64(out[IDSize+8:])}
	return delta, norm, err
}

// LossMean is the mean loss of inner steps in units of 2^-LossShift: every
// loss is rounded down to a unit, then their sum is divided, rounding down.
// It reads the bits of binary32 and needs no floating point.
func LossMean(outs [][]byte) (int64, error) {
	if len(outs) == 0 || len(outs) > MaxLosses {
		return 0, fmt.Errorf("%w: %d losses, want 1 to %d", ErrLoss, len(outs), MaxLosses)
	}
	var sum int64
	for i, out := range outs {
		bits, err := ParseLossOut(out)
		if err != nil {
			return 0, fmt.Errorf("loss %d: %w", i, err)
		}
		units, err := lossUnits(bits)
		if err != nil {
			return 0, fmt.Errorf("loss %d: %w", i, err)
		}
		sum += units
	}
	return sum / int64(len(outs)), nil
}

// lossUnits is floor(x·2^LossShift) of a binary32 x in [0, 2^lossLimitLog2).
// Negative zero is zero.
func lossUnits(bits uint32) (int64, error) {
	const minusZero = 1 << 31
	if bits == minusZero {
		return 0, nil
	}
	exponent := int(bits >> 23 & 0xff)
	mantissa := int64(bits & (1<<23 - 1))
	switch {
	case bits>>31 != 0:
		return 0, fmt.Errorf("%w: bits %#08x are negative", ErrLoss, bits)
	case exponent >= 127+lossLimitLog2:
		return 0, fmt.Errorf("%w: bits %#08x are not below 2^%d", ErrLoss, bits, lossLimitLog2)
	case exponent == 0:
		exponent = 1 // subnormal
	default:
		mantissa |= 1 << 23
	}
	// x = mantissa · 2^(exponent-150)
	shift := exponent - 150 + LossShift
	if shift < 0 {
		return mantissa >> -shift, nil
	}
	return mantissa << shift, nil
}
