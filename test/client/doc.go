// SPDX-License-Identifier: Apache-2.0

// Package client holds the tests of chain/client on a real chain: networks of app/devnet, proxies that lose what passes through them, and
// nodes that restart. The tests of its rules, on stubs, are with the package itself.
package client
