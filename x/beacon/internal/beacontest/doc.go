// SPDX-License-Identifier: Apache-2.0

// Package beacontest builds x/beacon on a store in memory, without an application, with local beacons. It is for the module's
// own tests.
package beacontest
