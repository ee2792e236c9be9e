// SPDX-License-Identifier: Apache-2.0

// Command release makes the files of a release that must not depend on who
// makes them: archives, sums, bills of materials. scripts/release.sh runs it.
//
//	release pack FOLDER FILE           a folder as .tar.gz: sorted, of one date, owned by nobody
//	release bill PROGRAM VERSION FILE  what a program is made of, as CycloneDX
//	release sums FOLDER                SHA256SUMS of the files of a folder
//
// Dates are the one of SOURCE_DATE_EPOCH.
package main
