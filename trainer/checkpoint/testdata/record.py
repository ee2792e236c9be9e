# SPDX-License-Identifier: Apache-2.0
"""Writes python.json: what the library of the format sees in a state file.

    WEFT_WRITE_STATE=FILE go test ./trainer/checkpoint -run TestPythonReads
    python record.py FILE

Needs the package safetensors; the tests read what it wrote and need no Python.
"""

import hashlib
import json
import pathlib
import sys

from safetensors import deserialize, safe_open

path = pathlib.Path(sys.argv[1])
raw = path.read_bytes()
with safe_open(path, "np") as f:
    want = {"sha256": hashlib.sha256(raw).hexdigest(), "metadata": f.metadata(), "tensors": {}}
for name, t in deserialize(raw):
    digest = hashlib.sha256(bytes(t["data"])).hexdigest()
    want["tensors"][name] = {"dtype": t["dtype"], "shape": t["shape"], "sha256": digest}
text = json.dumps(want, indent=1, sort_keys=True) + "\n"
(pathlib.Path(__file__).parent / "python.json").write_text(text)
