# SPDX-License-Identifier: Apache-2.0
"""The training steps of "weft lab bench --device cuda" in PyTorch.

The same models, batch and optimiser, in float32 without TF32 and in bfloat16
under autocast; rows as those of "weft lab bench". Run by scripts/gpu.sh.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

# name, vocab, width, layers, heads, key heads, ffn, context, batch, tied
MODELS = [
    ("15M", 32000, 288, 6, 6, 6, 768, 256, 32, True),
    ("125M", 50304, 768, 12, 12, 12, 2048, 1024, 8, True),
    ("1.1B", 32000, 2048, 22, 32, 4, 5632, 2048, 4, False),
]


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-5).to(x.dtype) * self.weight


class Block(nn.Module):
    def __init__(self, width, heads, kv, ffn):
        super().__init__()
        self.heads, self.kv, self.dim = heads, kv, width // heads
        self.before, self.between = Norm(width), Norm(width)
        self.q = nn.Linear(width, width, bias=False)
        self.k = nn.Linear(width, kv * self.dim, bias=False)
        self.v = nn.Linear(width, kv * self.dim, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.gate = nn.Linear(width, ffn, bias=False)
        self.up = nn.Linear(width, ffn, bias=False)
        self.down = nn.Linear(ffn, width, bias=False)

    def turn(self, x, cos, sin):
        a, b = x.chunk(2, -1)
        return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)

    def forward(self, x, cos, sin):
        batch, context, width = x.shape
        h = self.before(x)
        split = lambda y, n: y.view(batch, context, n, self.dim).transpose(1, 2)
        q, k, v = split(self.q(h), self.heads), split(self.k(h), self.kv), split(self.v(h), self.kv)
        q, k = self.turn(q, cos, sin), self.turn(k, cos, sin)
        k, v = (y.repeat_interleave(self.heads // self.kv, 1) for y in (k, v))
        y = functional.scaled_dot_product_attention(q.to(v.dtype), k.to(v.dtype), v, is_causal=True)
        x = x + self.o(y.transpose(1, 2).reshape(batch, context, width))
        h = self.between(x)
        return x + self.down(functional.silu(self.gate(h)) * self.up(h))


class Model(nn.Module):
    def __init__(self, vocab, width, layers, heads, kv, ffn, context, tied):
        super().__init__()
        self.embed = nn.Embedding(vocab, width)
        self.blocks = nn.ModuleList(Block(width, heads, kv, ffn) for _ in range(layers))
        self.norm = Norm(width)
        self.head = nn.Linear(width, vocab, bias=False)
        if tied:
            self.head.weight = self.embed.weight
        dim = width // heads
        angle = torch.outer(torch.arange(context), 10000.0 ** (-torch.arange(0, dim, 2) / dim))
        self.register_buffer("cos", angle.cos())
        self.register_buffer("sin", angle.sin())

    def forward(self, ids):
        x = self.embed(ids)
        for block in self.blocks:
            x = block(x, self.cos, self.sin)
        return self.head(self.norm(x))


def measure(name, vocab, width, layers, heads, kv, ffn, context, batch, tied, kind):
    torch.manual_seed(0)
    torch.cuda.reset_peak_memory_stats()
    model = Model(vocab, width, layers, heads, kv, ffn, context, tied).cuda()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)
    ids = torch.randint(vocab, (batch, context + 1), device="cuda")

    def step():
        with torch.autocast("cuda", torch.bfloat16, enabled=kind == "bf16"):
            logits = model(ids[:, :-1])
            loss = functional.cross_entropy(logits.float().view(-1, vocab), ids[:, 1:].reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    best = 1e9
    for run in range(8):
        torch.cuda.synchronize()
        start = time.perf_counter()
        step()
        torch.cuda.synchronize()
        if run > 2:
            best = min(best, time.perf_counter() - start)
    shape = f"{name}, {batch * context} tokens"
    emit(f"torch {kind} step", shape, batch * context / best, "tokens/s")
    emit(f"torch {kind} step", shape, torch.cuda.max_memory_allocated() / 2**20, "MiB")


def emit(name, shape, value, unit):
    print(json.dumps({"name": name, "shape": shape, "value": value, "unit": unit}), flush=True)


def main():
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    for model in MODELS:
        for kind in ("fp32", "bf16"):
            try:
                measure(*model, kind)
            except torch.cuda.OutOfMemoryError as e:
                print(f"{model[0]} in {kind}: {e}", file=sys.stderr)
            torch.cuda.empty_cache()


main()
