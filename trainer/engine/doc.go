// SPDX-License-Identifier: Apache-2.0

// Package engine executes a program on a kernel, fast and within one block of
// memory.
//
// New plans: which copies never happen because a product reads their source,
// which outputs take the memory of an input that nobody reads again, and where
// everything else lies, from the lifetimes. Run executes the operators in
// program order, each on all workers; it allocates nothing. The state is
// updated in place.
//
// Neither the plan nor the number of workers nor recording changes a bit: the
// rules of every operator fix its order of additions, and an operator's
// parts are independent.
package engine
