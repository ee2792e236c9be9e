// SPDX-License-Identifier: Apache-2.0

//go:build !amd64 || noasm

package cpu

func available() []*routines { return []*routines{&portable} }

// Peak is not known without vector code.
func Peak(string, int) (flop float64) { return 0 }
