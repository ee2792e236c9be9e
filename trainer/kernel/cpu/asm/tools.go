// SPDX-License-Identifier: Apache-2.0

//go:build tools

// Command asm is the generator of the vector code of package cpu, run by "go
// generate" in that package. This file keeps its dependency in go.mod, which
// files that are always ignored do not.
package main

import _ "github.com/mmcloughlin/avo/build"
