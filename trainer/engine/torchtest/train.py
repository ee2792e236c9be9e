# SPDX-License-Identifier: Apache-2.0
"""Trains the model of a specification with PyTorch, as PyTorch is meant to be
used: modules, scaled_dot_product_attention, cross_entropy, the fused AdamW.

Reads commands on stdin, a JSON object a line, and answers each with one. Where
PyTorch is absent it answers the first line with an error and ends.
"""

import json
import struct
import sys
import time

try:
    import numpy as np
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as e:
    print(json.dumps({"error": str(e)}), flush=True)
    sys.exit(0)


class Attention(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.heads, self.kv, self.dim = s["heads"], s["kv"], s["head_dim"]
        self.q_proj = nn.Linear(s["width"], self.heads * self.dim, bias=False)
        self.k_proj = nn.Linear(s["width"], self.kv * self.dim, bias=False)
        self.v_proj = nn.Linear(s["width"], self.kv * self.dim, bias=False)
        self.o_proj = nn.Linear(self.heads * self.dim, s["width"], bias=False)

    def forward(self, x, cos, sin, mask):
        b, t, _ = x.shape
        q, k, v = (p(x).view(b, t, -1, self.dim).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        y = F.scaled_dot_product_attention(
            turn(q, cos, sin), turn(k, cos, sin), v, attn_mask=mask, is_causal=mask is None, enable_gqa=self.kv != self.heads
        )
        return self.o_proj(y.transpose(1, 2).reshape(b, t, -1))


def turn(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class MLP(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.gate_proj = nn.Linear(s["width"], s["ffn"], bias=False)
        self.up_proj = nn.Linear(s["width"], s["ffn"], bias=False)
        self.down_proj = nn.Linear(s["ffn"], s["width"], bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.self_attn, self.mlp = Attention(s), MLP(s)
        self.input_layernorm = nn.RMSNorm(s["width"], eps=s["eps"])
        self.post_attention_layernorm = nn.RMSNorm(s["width"], eps=s["eps"])

    def forward(self, x, cos, sin, mask):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """forward gives the sum of the losses of all targets."""

    def __init__(self, s):
        super().__init__()
        self.model = nn.Module()
        self.model.embed_tokens = nn.Embedding(s["vocab"], s["width"])
        self.model.layers = nn.ModuleList(Layer(s) for _ in range(s["layers"]))
        self.model.norm = nn.RMSNorm(s["width"], eps=s["eps"])
        self.lm_head = nn.Linear(s["width"], s["vocab"], bias=False)
        if s["tied"]:
            self.lm_head.weight = self.model.embed_tokens.weight
        half = torch.arange(0, s["head_dim"], 2, dtype=torch.float64) / s["head_dim"]
        angle = torch.outer(torch.arange(s["context"], dtype=torch.float64), s["theta"] ** -half / s["factor"])
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)

    def forward(self, rows, mask=None, position=None):
        ids, targets = rows[:, :-1], rows[:, 1:]
        cos, sin = self.cos, self.sin
        if position is not None:
            cos, sin = cos[position][:, None], sin[position][:, None]
        x = self.model.embed_tokens(ids)
        for layer in self.model.layers:
            x = layer(x, cos, sin, mask)
        logits = self.lm_head(self.model.norm(x))
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")


def documents(rows, separator):
    """The mask and the positions of samples whose documents do not see each
    other: a document begins after a separator."""
    ids = rows[:, :-1]
    at = torch.arange(ids.shape[1])
    begins = torch.zeros_like(ids, dtype=torch.bool)
    begins[:, 1:] = ids[:, :-1] == separator
    number = begins.long().cumsum(1)
    first = torch.where(begins, at, 0).cummax(1).values
    mask = (number[:, :, None] == number[:, None, :]) & (at[:, None] >= at[None, :])
    return mask[:, None], at - first


def tensors(path):
    """A safetensors file of binary32 numbers."""
    with open(path, "rb") as f:
        (n,) = struct.unpack("<Q", f.read(8))
        header = json.loads(f.read(n))
        data = f.read()
    for name, t in header.items():
        if name != "__metadata__":
            begin, end = t["data_offsets"]
            yield name, np.frombuffer(data[begin:end], dtype="<f4").reshape(t["shape"])


def resident(key):
    """Bytes of memory in RAM: VmRSS now, VmHWM at most."""
    with open("/proc/self/status", encoding="ascii") as f:
        return next(int(line.split()[1]) << 10 for line in f if line.startswith(key))


class Server:
    def open(self, c):
        s = self.s = c["spec"]
        torch.set_num_threads(c["threads"])
        torch.set_default_dtype(getattr(torch, c["dtype"]))
        with open("/proc/self/clear_refs", "w", encoding="ascii") as f:
            f.write("5")  # the peak counts from here
        self.before = resident("VmRSS")
        self.net = Llama(s).to(getattr(torch, c["dtype"]))
        state = {name: torch.tensor(t.copy()).to(getattr(torch, c["dtype"])) for name, t in tensors(c["params"])}
        missing, unexpected = self.net.load_state_dict(state, strict=False)
        assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
        self.named = dict(self.net.named_parameters())
        decay = [p for n, p in self.named.items() if n in c["decay"]]
        keep = [p for n, p in self.named.items() if n not in c["decay"]]
        self.optimizer = torch.optim.AdamW(
            [{"params": decay, "weight_decay": s["weight_decay"]}, {"params": keep, "weight_decay": 0.0}],
            betas=(s["beta1"], s["beta2"]), eps=s["adam_eps"], fused=True,
        )
        self.loss = torch.compile(self.net) if c["compile"] else self.net
        return {"version": torch.__version__, "params": sum(p.numel() for p in self.named.values())}

    def rows(self, c):
        return torch.tensor(c["ids"], dtype=torch.int64).view(-1, self.s["context"] + 1)

    def backward(self, rows):
        s, total = self.s, 0.0
        self.optimizer.zero_grad(set_to_none=True)
        for part in rows.chunk(s["micro"]):
            mask, position = documents(part, s["separator"]) if s["documents"] else (None, None)
            loss = self.loss(part, mask, position) / (rows.shape[0] * s["context"])
            loss.backward()
            total += loss.item()
        return total

    def step(self, c):
        rows = self.rows(c)
        wall, used = time.perf_counter(), time.process_time()
        loss = self.backward(rows)
        if self.s["clip"] > 0:
            nn.utils.clip_grad_norm_(self.net.parameters(), self.s["clip"])
        for group in self.optimizer.param_groups:
            group["lr"] = c["rate"]
        self.optimizer.step()
        return {"loss": loss, "wall": time.perf_counter() - wall, "cpu": time.process_time() - used}

    def gradients(self, c):
        """Writes binary64 numbers, one tensor after another in the order asked
        for."""
        loss = self.backward(self.rows(c))
        with open(c["file"], "wb") as f:
            for name in c["names"]:
                f.write(self.named[name].grad.double().numpy().tobytes())
        return {"loss": loss}

    def score(self, c):
        rows = self.rows(c)
        with torch.no_grad():
            return {"loss": self.net(rows).item() / (rows.shape[0] * self.s["context"])}

    def memory(self, _):
        return {"peak": resident("VmHWM") - self.before}

    def product(self, c):
        """The library behind numpy: a (m, k) times b (n, k), transposed."""
        key = (c["m"], c["n"], c["k"])
        if getattr(self, "key", None) != key:
            rng = np.random.default_rng(1)
            self.key, self.out = key, np.empty(key[:2], np.float32)
            self.a = rng.standard_normal((c["m"], c["k"]), np.float32)
            self.b = rng.standard_normal((c["n"], c["k"]), np.float32)
            np.matmul(self.a, self.b.T, out=self.out)
        wall, used = time.perf_counter(), time.process_time()
        np.matmul(self.a, self.b.T, out=self.out)
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - used}


def main():
    server = Server()
    for line in sys.stdin:
        c = json.loads(line)
        try:
            answer = getattr(server, c["do"])(c)
        except Exception as e:  # the test fails with what it says
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


main()
