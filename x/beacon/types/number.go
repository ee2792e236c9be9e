// SPDX-License-Identifier: Apache-2.0

package types

// A round has one number on this chain for ever, whatever beacons come and go: in its low bits the number that the beacon
// gives it, above them the generation, that is how often the beacon had been replaced. As long as it never was, the chain's
// numbers are the beacon's.
const (
	roundBits = 40
	// MaxGeneration keeps numbers within 64 bits.
	MaxGeneration = 1<<(64-roundBits) - 1
)

// Number is the chain's number of a beacon's round.
func Number(generation uint32, beaconRound uint64) uint64 {
	return uint64(generation)<<roundBits | beaconRound
}

// Split takes a number apart.
func Split(round uint64) (generation uint32, beaconRound uint64) {
	return uint32(round >> roundBits), round & (1<<roundBits - 1)
}
