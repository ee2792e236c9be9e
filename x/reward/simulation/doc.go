// SPDX-License-Identifier: Apache-2.0

// Package simulation makes random genesis states and messages of x/reward for
// the SDK's simulation. All chance comes from the source that the simulation
// hands over, so that a seed gives one run. Every message that a factory
// returns is one that the module accepts; where no account can send one, the
// factory skips.
package simulation
