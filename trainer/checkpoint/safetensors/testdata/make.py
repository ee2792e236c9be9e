# SPDX-License-Identifier: Apache-2.0
"""Writes python.safetensors and python.json with the library of the format.

Needs the packages safetensors (0.8 or newer) and numpy. Run in this folder; the tests of the
package read what it wrote and need no Python.
"""

import json
import struct

import numpy as np
from safetensors import TensorSpec, safe_open, serialize

rng = np.random.default_rng(1)
f32 = rng.standard_normal((5, 7)).astype(np.float32)
f32[0, :3] = [np.float32(-0.0), np.float32(1e-45), np.finfo(np.float32).max]
f16 = np.array([0.0, -0.0, 6e-8, -6e-8, 6.097e-5, 6.104e-5, 1.0, -65504.0, 0.333, 2048.0], np.float16)
bf16 = np.array([0x0000, 0x8000, 0x0001, 0x807F, 0x3F80, 0xC2F7, 0x7F7F, 0x0080], np.uint16)

tensors = {
    "one": ("float32", f32),
    "half": ("float16", f16.reshape(2, 5)),
    "brain": ("bfloat16", bf16.reshape(2, 2, 2)),
    "number": ("float32", np.array(1.5, np.float32)),
    "ids": ("int64", np.arange(-3, 3, dtype=np.int64)),
    "flags": ("bool", np.array([True, False, True])),
    "nothing": ("float32", np.zeros((0, 4), np.float32)),
    "na\u00efve \u4e16 \"quoted\"\n": ("uint8", np.array([7], np.uint8)),
}


def as_bits(dtype, a):
    """The values as bits of binary32, widened by numpy."""
    if dtype == "bfloat16":
        return [int(v) << 16 for v in a.ravel()]
    return [struct.unpack("<I", struct.pack("<f", v))[0] for v in a.ravel().astype(np.float32)]


data = {k: TensorSpec(dtype=d, shape=list(a.shape), data_ptr=a.ctypes.data, data_len=a.nbytes) for k, (d, a) in tensors.items()}
with open("python.safetensors", "wb") as f:
    f.write(serialize(data, {"format": "pt", "made by": "python"}))

with safe_open("python.safetensors", "np") as f:
    assert sorted(f.keys()) == sorted(tensors)
    want = {"metadata": f.metadata(), "tensors": {}}
    for name in f.keys():
        dtype, a = tensors[name]
        x = f.get_slice(name)
        entry = {"dtype": x.get_dtype(), "shape": list(a.shape), "raw": a.tobytes().hex()}
        if dtype in ("float32", "float16", "bfloat16"):
            entry["f32"] = as_bits(dtype, a)
        want["tensors"][name] = entry
with open("python.json", "w") as f:
    json.dump(want, f, indent=1, sort_keys=True)
    f.write("\n")
