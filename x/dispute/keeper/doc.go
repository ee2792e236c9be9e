// SPDX-License-Identifier: Apache-2.0

// Package keeper plays the games about committed work: it takes challenges and
// moves, runs their clocks, and carries out what chain/game decides.
//
// The rules are chain/game's; the facts that they need are those of x/job. The
// keeper holds the bonds, in the module's account, and nothing else of value.
// It tells x/job which units wait (HoldUnit) and which were proven false
// (ProveFalse), and hears from it when a unit has left its round's course.
package keeper
