# SPDX-License-Identifier: Apache-2.0
"""Trains small tokenizers of the known families with the Python package
tokenizers and records what they do, for recorded_test.go.

Run with a Python that has the package: python3 record.py
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import common  # noqa: E402
from tokenizers import (  # noqa: E402
    AddedToken,
    Regex,
    Tokenizer,
    __version__,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

pt = pre_tokenizers
CORPUS = common.TEXTS * 2
with open(os.path.join(HERE, "..", "..", "corpus", "builtin.txt"), encoding="utf-8") as f:
    CORPUS += f.read().split("\n\n") * 4


def isolated(*patterns):
    return [pt.Split(Regex(p), "isolated") for p in patterns]


def byte_level(pre, normalizer=None, size=700, specials=("<|endoftext|>",), **model):
    t = Tokenizer(models.BPE(**model))
    if normalizer:
        t.normalizer = normalizer
    t.pre_tokenizer = pt.Sequence(pre) if isinstance(pre, list) else pre
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    t.train_from_iterator(
        CORPUS,
        trainers.BpeTrainer(
            vocab_size=size, initial_alphabet=sorted(pt.ByteLevel.alphabet()), special_tokens=list(specials), show_progress=False
        ),
    )
    return t


def template(t, bos, eos=None):
    single = f"{bos} $A" + (f" {eos}" if eos else "")
    names = [n for n in (bos, eos) if n]
    return processors.TemplateProcessing(
        single=single, pair=f"{single} $B:1", special_tokens=[(n, t.token_to_id(n)) for n in names]
    )


RAW = pt.ByteLevel(add_prefix_space=False, use_regex=False)
FULL = pt.ByteLevel(add_prefix_space=False, use_regex=True)


def sentencepiece(pre=None, normalizer=None, decoder=None, fallback=True, fuse=True, size=900):
    """A model over characters, with the tokens <0x00> to <0xFF> put in."""
    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=fuse, byte_fallback=fallback))
    if normalizer:
        t.normalizer = normalizer
    if pre:
        t.pre_tokenizer = pre
    t.decoder = decoder
    # Short lines: without a pre-tokenizer a line is one word.
    lines = [line[i : i + 40] for text in CORPUS for line in text.split("\n") for i in range(0, len(line), 40)]
    t.train_from_iterator(
        lines,
        trainers.BpeTrainer(
            vocab_size=size - 256 * fallback,
            limit_alphabet=70,
            special_tokens=["<unk>", "<s>", "</s>"],
            show_progress=False,
        ),
    )
    if fallback:
        j = json.loads(t.to_str())
        ids = j["model"]["vocab"]
        for b in range(256):
            ids["<0x%02X>" % b] = len(ids)
        t = Tokenizer.from_str(json.dumps(j))
    t.post_processor = template(t, "<s>")
    return t


def llama2():
    return sentencepiece(
        normalizer=normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]),
        decoder=decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
        ),
    )


def gemma():
    return sentencepiece(
        normalizer=normalizers.Replace(" ", "▁"),
        pre=pt.Split("▁", "merged_with_previous"),
        decoder=decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]),
    )


def mistral():
    return sentencepiece(
        pre=pt.Metaspace(prepend_scheme="first", split=False),
        decoder=decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
        ),
    )


def metaspace(scheme, fuse):
    return sentencepiece(
        pre=pt.Metaspace(prepend_scheme=scheme), decoder=decoders.Metaspace(prepend_scheme=scheme), fallback=False, fuse=fuse, size=500
    )


def llama3():
    specials = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]
    t = byte_level(isolated(common.LLAMA3) + [RAW], specials=[], ignore_merges=True)
    t.add_special_tokens(specials)
    t.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template(t, specials[0])])
    return t


def qwen2():
    t = byte_level(isolated(common.QWEN2) + [RAW], normalizer=normalizers.NFC(), specials=[])
    t.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    t.add_tokens([AddedToken("<tool_call>", normalized=False), AddedToken("e\u0301t", normalized=True), AddedToken("größer")])
    return t


def deepseek(patterns, digits):
    pre = isolated(*patterns) + ([pt.Digits(individual_digits=True)] if digits else []) + [RAW]
    t = byte_level(pre, specials=["<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<\uff5cend\u2581of\u2581sentence\uff5c>"])
    t.post_processor = template(t, "<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<\uff5cend\u2581of\u2581sentence\uff5c>")
    return t


def added():
    """Added tokens of every kind, that overlap and take spaces along."""
    t = byte_level(FULL, normalizer=normalizers.NFC())
    t.add_special_tokens(
        [
            AddedToken("<left>", lstrip=True),
            AddedToken("<right>", rstrip=True),
            AddedToken("<both>", lstrip=True, rstrip=True),
            AddedToken("<a>"),
            AddedToken("<a><b>"),
        ]
    )
    t.add_tokens(["<b>", "  ", "\n\n", "thing", AddedToken("thingy", normalized=False), AddedToken("caf\u00e9"), "the"])
    return t


def behaviors():
    pre = [
        pt.Split("-", "removed"),
        pt.Split("_", "merged_with_next"),
        pt.Split(Regex(r"[.,!?]"), "merged_with_previous"),
        pt.Split(Regex(r"\s+"), "contiguous"),
        pt.Split(Regex(r"[A-Z][a-z]*"), "removed", invert=True),
        RAW,
    ]
    return byte_level(pre[:4] + pre[5:])


def inverted():
    return byte_level([pt.Split(Regex(r"\w+".replace(r"\w", r"[\p{L}\p{N}]")), "removed", invert=True), pt.Digits(), RAW])


def byte_tokenizer():
    with open(os.path.join(HERE, "bytes.tokenizer.json"), encoding="utf-8") as f:
        return Tokenizer.from_str(f.read())


FAMILIES = {
    "gpt2": lambda: byte_level(FULL),
    "gpt2-prefix": lambda: byte_level(pt.ByteLevel(add_prefix_space=True)),
    "llama3": llama3,
    "qwen2": qwen2,
    "cl100k": lambda: byte_level(isolated(common.CL100K) + [RAW]),
    "o200k": lambda: byte_level(isolated(common.O200K) + [RAW], specials=["<|startoftext|>", "<|endoftext|>"]),
    "smollm": lambda: byte_level([pt.Digits(individual_digits=True), FULL]),
    "deepseek-llm": lambda: deepseek(common.DEEPSEEK_LLM, True),
    "deepseek-3": lambda: deepseek(common.DEEPSEEK3, False),
    "no-split": lambda: byte_level(RAW, size=400),
    "llama2": llama2,
    "mistral": mistral,
    "gemma": gemma,
    "metaspace-always": lambda: metaspace("always", True),
    "metaspace-first": lambda: metaspace("first", False),
    "metaspace-never": lambda: metaspace("never", False),
    "added": added,
    "behaviors": behaviors,
    "inverted": inverted,
    "bytes": byte_tokenizer,
}

MARKED = [
    "<s>one</s> two <unk><s> three",
    "<|begin_of_text|>Hi<|eot_id|><|end_of_text|> <|im_start|>user\nhello<|im_end|>\n",
    "a <left> b <right> c <both>\n d<a><b><a> <a><b> <b><tool_call>x</tool_call>",
    "something thingy things  two\n\ncaf\u00e9 cafe\u0301 \u00e9t e\u0301t gro\u0308\u00dfer the there",
    "<|endoftext|>x<|endoftext|><|endoftext|> <|bos|> <\uff5cbegin\u2581of\u2581sentence\uff5c>y",
    "\u2581one \u2581\u2581two\u2581 three",
    "  <right>   <left>  ",
    "a" + "\u0301\u0323" * 40 + "b",
    "\u1100\u1161\u11a8 \uac00\u11a8 \u1100\u1161 \u0958 \u2126 \u212b \u1e9b\u0323 \u0f73\u0f71",
    "x\u1ac2\u0301 y\u0316\u1df8\u0301 \U00011935\U00011930 \U000105d2\u0307",
]


def record(name, make, texts):
    t = make()
    if name != "bytes":
        with open(os.path.join(HERE, name + ".tokenizer.json"), "w", encoding="utf-8") as f:
            f.write(t.to_str())
    cases = []
    for text in texts:
        ids = t.encode(text, add_special_tokens=False).ids
        decoded = t.decode(ids, skip_special_tokens=True)
        cases.append({"ids": ids, "decoded": None if decoded == text else decoded})
    whole = t.encode("x").ids
    return {"vocabulary": max(t.get_vocab().values()) + 1, "x": whole, "cases": cases}


texts = common.texts(extra=25) + MARKED
out = {"tokenizers": __version__, "texts": texts, "families": {n: record(n, m, texts) for n, m in FAMILIES.items()}}
with open(os.path.join(HERE, "recorded.json"), "w", encoding="utf-8") as f:
    json.dump(out, f, ensure_ascii=True, separators=(",", ":"))
    f.write("\n")
