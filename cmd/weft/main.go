// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args, streams{os.Stdin, os.Stdout, os.Stderr}))
}

// streams are where a program reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run executes the command line and returns the exit code.
func run(args []string, io streams) int {
	// The first signal asks for a clean end; the second one is not caught.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	app := newProgram(io).app()
	err := app.RunContext(ctx, flagsFirst(app, args))
	if err != nil {
		fmt.Fprintln(io.err, "error:", err)
	}
	return exitCode(err)
}
