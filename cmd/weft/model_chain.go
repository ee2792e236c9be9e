// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/urfave/cli/v2"

// modelChain are the commands about models on the chain: who owns them and
// what they earn.
func (p *program) modelChain() []*cli.Command {
	return []*cli.Command{p.modelList(), p.modelShow(), p.modelShares(), p.modelLock(), p.modelUnlock(), p.modelPay()}
}
