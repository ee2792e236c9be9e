// SPDX-License-Identifier: Apache-2.0

// Package openapi describes the REST routes of a node as an OpenAPI 3.0 document. The document is computed from the protobuf descriptors
// linked into the binary, the same that the gateway's routes were generated from, so it cannot fall behind them. It names paths,
// parameters and bodies in the gateway's JSON: field names as in the protobuf files, 64-bit integers as strings.
package openapi
