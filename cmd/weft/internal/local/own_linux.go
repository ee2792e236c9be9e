// SPDX-License-Identifier: Apache-2.0

package local

import "syscall"

// own makes a process a part of this one: Ctrl-C is for this program, which then
// stops its parts in order, and if it is killed they end as well.
func own(a *syscall.SysProcAttr) { a.Setpgid, a.Pdeathsig = true, syscall.SIGTERM }
