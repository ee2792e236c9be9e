// SPDX-License-Identifier: Apache-2.0

// Package engine executes a program on a kernel, fast and within one block of
// memory.
//
// New plans. It finds copies that never happen, because a product reads their
// source (fuse.go); gathers the operators around a softmax in groups that are
// executed slice by slice, so that logits and attention weights exist only a
// slice at a time (group.go, cut.go, slice.go); lets outputs take the memory of
// an input that nobody reads again (share.go); lays out everything else from
// the lifetimes (place.go); and, where memory is bounded, computes things again
// instead of keeping them (again.go). Run executes group after group on all
// workers; it allocates nothing. The state is updated in place.
//
// Record collects the root of every operator's output, also of those that
// never exist as a whole (record.go).
//
// Neither the plan nor the number of workers nor recording changes a bit: the
// rules of every operator fix its order of additions, an operator's parts are
// independent, and a product that adds up over slices continues its chains in
// order.
package engine
