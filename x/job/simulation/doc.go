// SPDX-License-Identifier: Apache-2.0

// Package simulation makes random genesis states and messages of x/job for the
// SDK's simulation. All chance comes from the source that the simulation hands
// over. A message is tried on a copy of the state first, so that every message
// that a factory returns is one that the module accepts.
package simulation
