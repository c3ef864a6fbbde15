"""Every benchmark, one after another; each also runs alone: `python -m benchmarks.frames`."""

import subprocess
import sys

for name in ("word2vec", "tsne", "umap", "large", "counts", "svd", "frames", "viewers", "page"):
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
