// SPDX-License-Identifier: Apache-2.0

// Package datasets makes datasets from what people have, publishes their blobs
// and describes them for the commands of weft data.
package datasets
