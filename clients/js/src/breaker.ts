// SPDX-License-Identifier: Apache-2.0

// The messages of x/breaker.
export * from "./gen/weft/breaker/v1/breaker_pb.js";
export * from "./gen/weft/breaker/v1/event_pb.js";
export * from "./gen/weft/breaker/v1/genesis_pb.js";
export * from "./gen/weft/breaker/v1/query_pb.js";
export * from "./gen/weft/breaker/v1/tx_pb.js";
