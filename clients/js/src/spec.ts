// SPDX-License-Identifier: Apache-2.0

// The specification of a job.
export * from "./gen/weft/spec/v1/spec_pb.js";
