// SPDX-License-Identifier: Apache-2.0

// Package simulation makes random disputes for the SDK's simulation: true and
// false challenges of the made-up units of x/job's simulation, openings that
// the chain can check, and sides that fall silent.
package simulation
