// SPDX-License-Identifier: Apache-2.0

// Package disputes reads games of the chain for people: who disputes what, where
// the descent stands, whose turn it is and for how long, and how it ended.
package disputes
