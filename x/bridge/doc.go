// SPDX-License-Identifier: Apache-2.0

// Package bridge is the module of the side door to Ethereum: coins and vouchers that pass it, what validators see there, and what they sign
// for it. It is off unless governance enables it. Its specification is README.md.
package bridge
