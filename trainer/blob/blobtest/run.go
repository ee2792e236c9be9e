// SPDX-License-Identifier: Apache-2.0

package blobtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Run runs every test of the suite, each in a lab of its own.
func Run(t *testing.T, newLab func(t *testing.T) Lab) {
	t.Helper()
	tests := []struct {
		name string
		run  func(s *suite)
	}{
		{"publish sizes", publishSizes},
		{"publish file", publishFile},
		{"publish twice", publishTwice},
		{"publish too large", publishTooLarge},
		{"publish from a broken reader", publishBrokenReader},
		{"publish cancelled", publishCancelled},
		{"publish to a full medium", publishFull},
		{"read at", readAt},
		{"prove", prove},
		{"fetch sizes", fetchSizes},
		{"fetch ranges", fetchRanges},
		{"fetch resumes", fetchResumes},
		{"fetch survives a restart", fetchRestarts},
		{"fetch to a full medium", fetchFull},
		{"fetch what nobody has", fetchNowhere},
		{"fetch with a wrong size", fetchWrongSize},
		{"fetch a wrong leaf length", fetchWrongLeaf},
		{"fetch from a partial store", fetchFromPartial},
		{"repeated leaves", repeatedLeaves},
		{"corruption is refused and repaired", corruption},
		{"corruption is not served", corruptionNotServed},
		{"pins", pins},
		{"restart", restart},
		{"unknown", unknown},
		{"concurrent", concurrent},
		{"closed", closed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.run(&suite{Assertions: require.New(t), t: t, lab: newLab(t)})
		})
	}
}
