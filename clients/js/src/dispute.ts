// SPDX-License-Identifier: Apache-2.0

// The messages of x/dispute.
export * from "./gen/weft/dispute/v1/audit_pb.js";
export * from "./gen/weft/dispute/v1/dispute_pb.js";
export * from "./gen/weft/dispute/v1/request_pb.js";
export * from "./gen/weft/dispute/v1/event_pb.js";
export * from "./gen/weft/dispute/v1/genesis_pb.js";
export * from "./gen/weft/dispute/v1/query_pb.js";
export * from "./gen/weft/dispute/v1/tx_pb.js";
