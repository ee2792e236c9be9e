// SPDX-License-Identifier: Apache-2.0

// The messages of x/beacon.
export * from "./gen/weft/beacon/v1/beacon_pb.js";
export * from "./gen/weft/beacon/v1/event_pb.js";
export * from "./gen/weft/beacon/v1/genesis_pb.js";
export * from "./gen/weft/beacon/v1/query_pb.js";
export * from "./gen/weft/beacon/v1/tx_pb.js";
