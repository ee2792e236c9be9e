// SPDX-License-Identifier: Apache-2.0

// Package show reports a run as it goes: a bar on a terminal, a line an
// interval elsewhere, or objects of JSON, one a line.
package show
