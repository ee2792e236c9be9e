// SPDX-License-Identifier: Apache-2.0

// Package rewardtest builds x/reward over the real x/bank and x/auth in
// memory, without an application, and keeps a second set of books: a ledger
// made of nothing but the module's events. It is for the module's own tests;
// other modules write a stub of the methods they need.
package rewardtest
