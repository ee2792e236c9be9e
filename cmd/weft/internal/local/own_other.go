// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package local

import "syscall"

// own keeps Ctrl-C for this program, which then stops its parts in order. Nothing
// here ends them when it is killed.
func own(a *syscall.SysProcAttr) { a.Setpgid = true }
