# SPDX-License-Identifier: Apache-2.0
"""Texts and patterns that the recorded outputs are made of."""

import random

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace("{1,3}", "")
CL100K = (
    r"(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"
)
O200K = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
KIMI = "|".join(
    [
        r"[\p{Han}]+",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    ]
)
DEEPSEEK_LLM = [
    r"[\r\n]",
    r"\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓ\u1fbe\u1fc2-\u1fc4\u2126\u212a-\u212d\uff21-\uff3a\uff41-\uff5a\x{10400}-\x{1044f}]+",
    r"\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+",
    r"\s+$",
    r"[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+",
]
DEEPSEEK3 = [
    r"\p{N}{1,3}",
    r"[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
]

TEXTS = [
    "Hello world! It's I'm you're we've they'll he'd DON'T I'LL WE'RE 'tis",
    "  leading and trailing spaces   ",
    "tabs\tand\t\tmore\n\nnew lines\r\nand returns\r\r\n \n \n\n   x",
    "1 12 123 1234 12345 1234567890 3.14159 1,000,000 0x1F ½ ² Ⅷ ٣٤٥ १२३ 一二三",
    "CamelCase snake_case kebab-case SCREAMING_CASE x1y2z3 HTTPServer iPhone",
    "func main() {\n\tfmt.Println(\"hi\") // comment\n}\n",
    "naïve façade größer Ελλάδα Москва ñandú Łódź",
    "e\u0301 a\u0300\u0323 o\u0328\u0304 \u0301alone q\u0307\u0323 ổ",
    "中文字符和English混合，标点。「引号」",
    "日本語 カタカナ ひらがな ﾊﾝｶｸ 한국어 조선말 漢字",
    "العربية مع تَشْكِيل و123 עברית",
    "हिन्दी தமிழ் ไทยไม่มีช่องว่าง ພາສາລາວ",
    "emoji 😀😃 👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 ❤️ 🇩🇪 ☺ ✈️",
    "zero\u200bwidth\u200djoiner\ufeffbom soft\u00adhyphen nbsp\u00a0here \u3000wide \u2003em \u2028line \u2029para \u0085nel",
    "punct!!! ... --- *** ((())) [[[]]] {}{} <<>> // \\\\ ;;; '' \"\" `` ~~ @#$%^&*",
    "a" * 300,
    "ab" * 200 + " " + "xyz" * 100,
    " " * 100 + "x" + " " * 57,
    "\n" * 40 + "\t" * 20,
    "!" * 150 + "?" * 33,
    "math ∑∫√∞ ≠ ≤ × ÷ € £ ¥ ₿ © ® ™ § ¶",
    "\u017fharp 'ſ K kelvin ß SS ﬁ ŉ",
    "control \x01\x02\x1b[0m \x7f end",
    "𝒜𝓁𝓅𝒽𝒶 𐍈 𠀀𠀁 \U0001f9ff \U000e0041",
    "\ue000 private \ufffd replacement \uffff",
    "new letters \u1c89\ua7cb \U000105c0 \U00010d40\U00010d41 \U0001e6c0 \u0897",
    "https://example.org/a/b?c=d&e=f#g user@example.org 2026-11-22T18:39:57Z",
    "a\u0000b",
    "x",
    " ",
    "\n",
    "",
]

ALPHABET = list("abzABZ019 '\t\n\r.,!?-_/sStTlLrReEvVmMdD  \n") + [
    "é", "ß", "ſ", "Ж", "ж", "中", "文", "あ", "한", "ع", "ा", "न", "\u0301", "\u0323", "😀", "\u200d", "\ufe0f", "\u00a0", "\u3000",
    "٣", "½", "Ⅷ", "ǅ", "ʰ", "▁", "Ġ", "«", "€", "\u2028", "\u0085", "𝒜", "\U00010d40",
]


def texts(extra=60, seed=7):
    rng = random.Random(seed)
    made = ["".join(rng.choice(ALPHABET) for _ in range(rng.randint(1, 120))) for _ in range(extra)]
    return TEXTS + made
