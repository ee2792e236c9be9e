// SPDX-License-Identifier: Apache-2.0

// The messages of x/bridge.
export * from "./gen/weft/bridge/v1/bridge_pb.js";
export * from "./gen/weft/bridge/v1/event_pb.js";
export * from "./gen/weft/bridge/v1/genesis_pb.js";
export * from "./gen/weft/bridge/v1/query_pb.js";
export * from "./gen/weft/bridge/v1/tx_pb.js";
export * from "./gen/weft/bridge/v1/vote_pb.js";
