// SPDX-License-Identifier: Apache-2.0

package safetensors

// FromHalf is the widening of one binary16.
var FromHalf = fromHalf
