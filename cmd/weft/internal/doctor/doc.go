// SPDX-License-Identifier: Apache-2.0

// Package doctor checks whether a machine can train. A check looks at one
// thing, changes nothing, and where it fails says what to do next.
package doctor
