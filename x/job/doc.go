// SPDX-License-Identifier: Apache-2.0

// Package job joins x/job to an application: jobs, slots, rounds, units.
//
// The module's specification is its README.
package job
