// SPDX-License-Identifier: Apache-2.0

// The messages of x/stake.
export * from "./gen/weft/stake/v1/stake_pb.js";
export * from "./gen/weft/stake/v1/event_pb.js";
export * from "./gen/weft/stake/v1/genesis_pb.js";
export * from "./gen/weft/stake/v1/query_pb.js";
export * from "./gen/weft/stake/v1/tx_pb.js";
