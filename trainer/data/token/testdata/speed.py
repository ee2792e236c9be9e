# SPDX-License-Identifier: Apache-2.0
"""Encodes a text with the Python package tokenizers, for comparison with
BenchmarkEncode: python3 speed.py TOKENIZER.json TEXT
"""

import os
import sys
import time

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from tokenizers import Tokenizer  # noqa: E402

tok = Tokenizer.from_file(sys.argv[1])
with open(sys.argv[2], encoding="utf-8", newline="") as f:
    text = f.read()
# The pieces of trainer/data/corpus: at most 1 MiB, up to the end of a line.
lines, pieces, size = text.splitlines(keepends=True), [""], 0
for line in lines:
    if size + len(line) > 1 << 20:
        pieces.append("")
        size = 0
    pieces[-1] += line
    size += len(line)
best = 1e9
for _ in range(3):
    start = time.perf_counter()
    n = sum(len(tok.encode(p, add_special_tokens=False).ids) for p in pieces)
    best = min(best, time.perf_counter() - start)
print(f"{n} tokens, {len(text.encode()) / best / 1e6:.2f} MB/s")
