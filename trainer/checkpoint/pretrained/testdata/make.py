# SPDX-License-Identifier: Apache-2.0
"""Writes small models with transformers, and models.json: what is in them.

Needs torch and transformers. Run in this folder; the tests read what it wrote
and need no Python.
"""

import hashlib
import json
import pathlib
import shutil

import torch
from transformers import LlamaConfig, LlamaForCausalLM

SHAPE = {
    "vocab_size": 40,
    "hidden_size": 8,
    "intermediate_size": 12,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 16,
}
MODELS = {
    "tied-f32": (torch.float32, "1GB", {"tie_word_embeddings": True, "rms_norm_eps": 1e-5}),
    "sharded-bf16": (torch.bfloat16, "1KB", {"head_dim": 6, "rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}}),
    "sharded-f16": (
        torch.float16,
        "1KB",
        {"num_key_value_heads": 4, "rope_parameters": {"rope_type": "linear", "factor": 2.5, "rope_theta": 10000.0}},
    ),
}

torch.manual_seed(1)
out = {}
for name, (dtype, shard, more) in MODELS.items():
    model = LlamaForCausalLM(LlamaConfig(**{**SHAPE, **more})).to(dtype)
    with torch.no_grad():
        for p in model.parameters():
            p.normal_(0, 0.5)
            p.view(-1)[0] = 6e-8  # subnormal in binary16
    shutil.rmtree(name, ignore_errors=True)
    model.save_pretrained(name, max_shard_size=shard)
    out[name] = {
        n: hashlib.sha256(p.detach().to(torch.float32).numpy().tobytes()).hexdigest() for n, p in model.named_parameters()
    }
pathlib.Path("models.json").write_text(json.dumps(out, indent=1, sort_keys=True) + "\n")
