// SPDX-License-Identifier: Apache-2.0

// The messages of x/reward.
export * from "./gen/weft/reward/v1/reward_pb.js";
export * from "./gen/weft/reward/v1/event_pb.js";
export * from "./gen/weft/reward/v1/genesis_pb.js";
export * from "./gen/weft/reward/v1/query_pb.js";
export * from "./gen/weft/reward/v1/tx_pb.js";
