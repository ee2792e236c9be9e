// SPDX-License-Identifier: Apache-2.0

// Package dispute joins x/dispute to an application: challenges, games, bonds.
//
// The module's specification is its README.
package dispute
