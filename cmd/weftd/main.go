// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/weft-network/weft/app"
)

// program is the binary's name, and the prefix of its environment variables.
const program = "weftd"

func main() { os.Exit(run()) }

func run() int {
	setVersion()
	app.SetConfig()
	if err := svrcmd.Execute(newRoot(), "WEFTD", app.DefaultHome()); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		return 1
	}
	return 0
}

// setVersion names a binary that was built without the Makefile, which sets the rest too.
func setVersion() {
	if version.Name == "" {
		version.Name, version.AppName = app.Name, program
	}
}
