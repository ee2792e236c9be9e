// SPDX-License-Identifier: Apache-2.0
//
// What a device that is a processor can do.
#pragma once

#include <stddef.h>

// launchKernel runs a kernel to its end.
void launchKernel(const char *name, unsigned grid, unsigned block, const void *params);

// sizeOfParams is 0 if there is no kernel of a name.
size_t sizeOfParams(const char *name);

[[noreturn]] void fail(const char *what, const char *of);
