// SPDX-License-Identifier: Apache-2.0

package keeper

import "github.com/weft-network/weft/x/bridge/types"

type msgServer struct{ *Keeper }

// NewMsgServer returns the transaction service.
func NewMsgServer(k *Keeper) types.MsgServer { return msgServer{k} }

var _ types.MsgServer = msgServer{}
