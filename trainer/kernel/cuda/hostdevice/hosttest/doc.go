// SPDX-License-Identifier: Apache-2.0

// Package hosttest opens host devices for tests, which are skipped where they
// cannot be had.
package hosttest
