// SPDX-License-Identifier: Apache-2.0

// The messages of x/job.
export * from "./gen/weft/job/v1/job_pb.js";
export * from "./gen/weft/job/v1/event_pb.js";
export * from "./gen/weft/job/v1/genesis_pb.js";
export * from "./gen/weft/job/v1/query_pb.js";
export * from "./gen/weft/job/v1/tx_pb.js";
