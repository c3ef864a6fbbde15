"""Every benchmark, one after another; each also runs alone: `python -m benchmarks.frames`."""

import subprocess
import sys

NAMES = (
    "word2vec", "tsne", "umap", "large", "counts", "svd", "bags", "recurrent", "gradients",
    "recording", "bidirectional", "text_cnn", "image_cnn", "seq2seq", "transformer", "frames",
    "viewers", "page",
)  # fmt: skip

for name in NAMES:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
