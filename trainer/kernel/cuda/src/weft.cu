// SPDX-License-Identifier: Apache-2.0
//
// Every kernel, as one module.
#include "product.cuh"
#include "map.cuh"
#include "reduce.cuh"
#include "move.cuh"
#include "hash.cuh"
