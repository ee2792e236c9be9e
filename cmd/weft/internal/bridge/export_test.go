// SPDX-License-Identifier: Apache-2.0

package bridge

// Insides for tests.
var (
	Quorum = quorum
	Failed = failed
)
