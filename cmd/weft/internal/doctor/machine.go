// SPDX-License-Identifier: Apache-2.0

package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/klauspost/cpuid/v2"
	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"

	"github.com/weft-network/weft/trainer/kernel/cpu"
)

// processor names the processor and the kernel that it runs.
func processor(context.Context, Machine) Finding {
	const check = "processor"
	k, err := cpu.New("auto")
	if err != nil {
		return fail(check, err.Error(), "use a build for this machine")
	}
	name := strings.Join(strings.Fields(cpuid.CPU.BrandName), " ")
	if name == "" {
		name = runtime.GOARCH
	}
	found := fmt.Sprintf("%s, %d cores; kernel %s of %s", name, runtime.NumCPU(), k.Name(), strings.Join(cpu.Levels(), ", "))
	if err := k.Check(); err != nil {
		return fail(check, found+"; "+err.Error(), "run weft alone: another library in its process changes how numbers are rounded")
	}
	return pass(check, found)
}

const (
	// leastMemory trains the smallest size beside a desktop.
	leastMemory = 1 << 30
	// leastDisk holds a run of the largest size: text, checkpoints, model.
	leastDisk = 2 << 30
)

func memory(context.Context, Machine) Finding {
	const check = "memory"
	m, err := mem.VirtualMemory()
	if err != nil {
		return skip(check, err.Error(), "")
	}
	found := fmt.Sprintf("%s of %s available", humanize.IBytes(m.Available), humanize.IBytes(m.Total))
	if m.Available < leastMemory {
		return fail(check, found, fmt.Sprintf("close other programs until %s are available", humanize.IBytes(leastMemory)))
	}
	return pass(check, found)
}

// space looks at the folder that home lies in, or would.
func space(_ context.Context, m Machine) Finding {
	const check = "disk"
	at, err := filepath.Abs(m.Home)
	if err != nil {
		return fail(check, err.Error(), "give another folder with --home")
	}
	for {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			break
		}
		at = filepath.Dir(at)
	}
	u, err := disk.Usage(at)
	if err != nil {
		return skip(check, err.Error(), "")
	}
	found := fmt.Sprintf("%s free at %s", humanize.IBytes(u.Free), m.Home)
	if u.Free < leastDisk {
		return fail(check, found, fmt.Sprintf("free %s there, or give another folder with --home", humanize.IBytes(leastDisk)))
	}
	return pass(check, found)
}

// clock wants the time of day to be possible, and to pass as time does.
func clock(context.Context, Machine) Finding {
	const (
		check = "clock"
		least = 2026
		wait  = 50 * time.Millisecond
		drift = 20 * time.Millisecond
	)
	began := time.Now()
	time.Sleep(wait)
	ended := time.Now()
	// Round strips the reading of the steady clock.
	wall, steady := ended.Round(0).Sub(began.Round(0)), ended.Sub(began)
	found := ended.UTC().Format(time.RFC3339)
	if ended.Year() < least {
		return fail(check, found+", which is before this program was written", "set the time of this machine")
	}
	if off := (wall - steady).Abs(); off > drift {
		return fail(check, fmt.Sprintf("%s, which jumped by %s in %s", found, off, steady), "let one service alone set the time of this machine")
	}
	return pass(check, found)
}
