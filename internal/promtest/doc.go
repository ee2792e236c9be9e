// SPDX-License-Identifier: Apache-2.0

// Package promtest holds dashboards and alerts to what programs serve: a query
// that names a metric or a label that is not there shows nothing, and no fault.
package promtest
