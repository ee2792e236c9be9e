// SPDX-License-Identifier: Apache-2.0

// Package simulation makes random genesis states and messages of x/beacon for the SDK's simulation, with local beacons whose
// keys it knows. All chance comes from the source that the simulation hands over, so that a seed gives one run. Every message
// that a factory returns is one that the module accepts.
package simulation
