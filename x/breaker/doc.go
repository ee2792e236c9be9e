// SPDX-License-Identifier: Apache-2.0

// Package breaker is the module by which named accounts have messages refused for a time, in an emergency. Its specification is README.md.
package breaker
