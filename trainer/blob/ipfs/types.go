// SPDX-License-Identifier: Apache-2.0

package ipfs

const rawType = "application/vnd.ipld.raw"
