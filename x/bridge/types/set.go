// SPDX-License-Identifier: Apache-2.0

package types

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
)

const (
	// MaxMembers is the largest set that the contract takes.
	MaxMembers = 125
	// TotalPower is the whole power of a set.
	TotalPower = 1 << 32
	// Threshold is what signers must hold more than: two thirds.
	Threshold = TotalPower * 2 / 3
)

// Candidate is a validator that may be in a set.
type Candidate struct {
	Operator string
	Address  []byte
	Power    int64
}

// Members makes a set of the strongest candidates. Their power is their part of total, which is that of all validators, also of those
// without a key: a missing key strengthens nobody.
func Members(candidates []Candidate, total int64) []Member {
	list := slices.Clone(candidates)
	slices.SortFunc(list, func(a, b Candidate) int {
		if a.Power != b.Power {
			return int(min(max(b.Power-a.Power, -1), 1))
		}
		return bytes.Compare(a.Address, b.Address)
	})
	list = list[:min(len(list), MaxMembers)]
	out := make([]Member, 0, len(list))
	for _, c := range list {
		if c.Power <= 0 || c.Power > total {
			continue
		}
		high, low := bits.Mul64(uint64(c.Power), TotalPower)
		power, _ := bits.Div64(high, low, uint64(total))
		if power > 0 {
			out = append(out, Member{Operator: c.Operator, Address: c.Address, Power: power})
		}
	}
	slices.SortFunc(out, func(a, b Member) int { return bytes.Compare(a.Address, b.Address) })
	return out
}

// PowerOf is the power of some members, by their index; indices beyond the set count nothing.
func PowerOf(members []Member, index []uint32) uint64 {
	var sum uint64
	for _, i := range index {
		if int(i) < len(members) {
			sum += members[i].Power
		}
	}
	return sum
}

// Sum is the power of all members.
func Sum(members []Member) uint64 {
	var sum uint64
	for _, m := range members {
		sum += m.Power
	}
	return sum
}

// Moved is the power by which two sets differ, the sum over all addresses.
func Moved(a, b []Member) uint64 {
	var sum uint64
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && bytes.Compare(a[i].Address, b[j].Address) < 0:
			sum += a[i].Power
			i++
		case i == len(a) || bytes.Compare(a[i].Address, b[j].Address) > 0:
			sum += b[j].Power
			j++
		default:
			sum += max(a[i].Power, b[j].Power) - min(a[i].Power, b[j].Power)
			i, j = i+1, j+1
		}
	}
	return sum
}

// CheckMembers accepts what the contract accepts.
func CheckMembers(members []Member) error {
	if len(members) == 0 || len(members) > MaxMembers {
		return ErrNoSet.Wrapf("%d validators, allowed 1 to %d", len(members), MaxMembers)
	}
	for i, m := range members {
		if err := CheckAddress(m.Address); err != nil {
			return err
		}
		if i > 0 && bytes.Compare(members[i-1].Address, m.Address) >= 0 {
			return ErrNoSet.Wrapf("address %x is not above the one before", m.Address)
		}
		if m.Power == 0 || m.Power > TotalPower {
			return ErrNoSet.Wrapf("power %d of %x, allowed 1 to %d", m.Power, m.Address, uint64(TotalPower))
		}
	}
	if sum := Sum(members); sum <= Threshold || sum > TotalPower {
		return ErrNoSet.Wrapf("power %d, allowed %d to %d", sum, uint64(Threshold+1), uint64(TotalPower))
	}
	return nil
}

// Unpack reads a word of a set.
func Unpack(w Word) (address []byte, power uint64, err error) {
	if [4]byte(w[20:24]) != [4]byte{} {
		return nil, 0, ErrBadEvent.Wrapf("%x is no member of a set", w)
	}
	return w[:20], binary.BigEndian.Uint64(w[24:]), nil
}
