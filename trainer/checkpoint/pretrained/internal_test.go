// SPDX-License-Identifier: Apache-2.0

package pretrained

// Narrow is the rounding of one number to bfloat16.
var Narrow = narrow
