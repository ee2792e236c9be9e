// SPDX-License-Identifier: Apache-2.0

// Package types holds the messages, state records, errors and parameters of
// x/job, and the small interfaces it needs of other modules.
//
// The rules that follow from a round's bitmaps alone are methods of Round:
// they are pure, so that a trainer that follows the chain by events decides
// like the chain does.
package types
