# SPDX-License-Identifier: Apache-2.0
"""Records how the Python package tokenizers splits texts, for pattern_test.go.

Run with a Python that has the package: python3 record.py
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "testdata"))

import common  # noqa: E402
from tokenizers import Regex, __version__, pre_tokenizers  # noqa: E402

PATTERNS = {
    "gpt2": common.GPT2,
    "llama3": common.LLAMA3,
    "qwen2": common.QWEN2,
    "cl100k": common.CL100K,
    "o200k": common.O200K,
    "kimi": common.KIMI,
    **{f"deepseek llm {i}": p for i, p in enumerate(common.DEEPSEEK_LLM)},
    **{f"deepseek 3 {i}": p for i, p in enumerate(common.DEEPSEEK3)},
    "order": r"a|ab|abz",
    "optional": r"(?:ab?)?z|a",
    "lazy": r"a.*?b|a+?|[A-Z]+?b|.",
    "counts": r"[a-z]{2}|[0-9]{2,3}|[A-Z]{,2}b|\s{3,}",
    "nested": r"((a|b)+z|(a|b)+)(0|1)*",
    "groups": r"(?:a(?:b|(?:z|s)t)?)+",
    "look": r"\w?a(?=b)|a(?!\d)|\s(?=\S)".replace(r"\w?", ""),
    "end": r"\s+$|\S+\z|\S",
    "negated": r"\P{L}+|\p{^Lu}+|\p{L}",
    "class": r"[^\S\n]+|[\]\[^-]+|[a\-z]+|[\u0041-\x{5a}&&[^M]]+|[\x30-9]",
    "fold": r"(?i:[sdmt]|ll|ve|re)|(?i:a(?-i:b)|k)|z",
    "digits": r"\d+|\D",
    "gaps": r"[aeiou]+",
    "possessive": r"[^\s\p{L}]?+\p{L}++|\p{N}++",
}


def record(expr, text):
    pieces = pre_tokenizers.Split(Regex(expr), "isolated").pre_tokenize_str(text)
    assert "".join(p for p, _ in pieces) == text, expr
    return [len(p.encode()) for p, _ in pieces]


texts = common.texts()
out = {
    "tokenizers": __version__,
    "texts": texts,
    "patterns": [
        {"name": name, "expr": expr, "pieces": [record(expr, t) for t in texts]} for name, expr in PATTERNS.items()
    ],
}
with open(os.path.join(HERE, "splits.json"), "w", encoding="utf-8") as f:
    json.dump(out, f, ensure_ascii=True, separators=(",", ":"))
    f.write("\n")
