// SPDX-License-Identifier: Apache-2.0

// Package manual makes manual pages of a program's commands: a page of section
// 1 for each, made of what --help says.
package manual
