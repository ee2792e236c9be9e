# SPDX-License-Identifier: Apache-2.0
"""Loads folders with transformers, runs the models and prints what they are.

Standard input is a list of {"folder", "ids", "again"}; again, if it is not
empty, is where the model is written anew, in several files. Needs torch and
transformers.
"""

import hashlib
import json
import sys

import torch
from transformers import AutoModelForCausalLM, GenerationConfig


def raw(p):
    return (p.view(torch.int16) if p.dtype == torch.bfloat16 else p).contiguous().numpy().tobytes()


def load(folder, ids, again):
    model, info = AutoModelForCausalLM.from_pretrained(folder, torch_dtype="auto", output_loading_info=True)
    model.eval()
    c, g = model.config, GenerationConfig.from_pretrained(folder)
    # Version 5 has one field for what were two.
    rope = getattr(c, "rope_parameters", None) or {"rope_theta": c.rope_theta, **(c.rope_scaling or {})}
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -1].to(torch.float32).tolist()
    if again:
        model.save_pretrained(again, max_shard_size="20KB")
    return {
        "class": type(model).__name__,
        "missing": sorted(info["missing_keys"]),
        "unexpected": sorted(info["unexpected_keys"]),
        "dtype": str(model.dtype),
        "params": {n: hashlib.sha256(raw(p.detach())).hexdigest() for n, p in model.named_parameters()},
        "eps": c.rms_norm_eps,
        "theta": rope["rope_theta"],
        "rope": rope.get("rope_type", "default"),
        "factor": rope.get("factor", 1.0),
        "positions": c.max_position_embeddings,
        "tied": c.tie_word_embeddings,
        "bos": c.bos_token_id,
        "eos": c.eos_token_id,
        "generation_bos": g.bos_token_id,
        "generation_eos": g.eos_token_id,
        "logits": logits,
    }


print(json.dumps([load(**job) for job in json.load(sys.stdin)]))
