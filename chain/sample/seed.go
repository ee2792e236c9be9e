// SPDX-License-Identifier: Apache-2.0

package sample

import (
	"math/bits"

	"github.com/weft-network/weft/chain/commit"
)

// Purpose keeps the uses of one beacon value apart.
type Purpose string

// The uses of a beacon.
const (
	PurposeAudit     Purpose = "audit"     // input of the VRF that picks audits
	PurposeReaudit   Purpose = "reaudit"   // same, for the second look
	PurposeCustodian Purpose = "custodian" // who keeps carried states
)

var seedDomain = commit.NewDomain("seed")

// Seed is the randomness of one purpose in one round of a job, from the beacon
// value of that round. More words separate uses within the purpose.
func Seed(purpose Purpose, beacon []byte, job, round uint64, more ...uint64) commit.Digest {
	fields := [][]byte{[]byte(purpose), beacon, commit.Uint64Bytes(job), commit.Uint64Bytes(round)}
	for _, w := range more {
		fields = append(fields, commit.Uint64Bytes(w))
	}
	return seedDomain.Fields(fields...)
}

// below maps a uniform word to 0..n-1. It takes the high word of a product and
// never draws again: the bias is below n/2^64, and the work is fixed.
func below(word, n uint64) uint64 {
	hi, _ := bits.Mul64(word, n)
	return hi
}
