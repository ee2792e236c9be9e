// SPDX-License-Identifier: Apache-2.0

// Package beacon holds the tests of posters (verifier/beacon) and of x/beacon on a real chain: networks of app/devnet, with a
// local beacon.
package beacon
