"""What a layer costs over sentences of n words with vectors of d numbers: measured, not counted.

    recurrent    an LSTM from d to d         n steps, one after another, of d² products each
    convolution  width k, from d to d        n windows of k·d² products
    attention    softmax(Q Kᵀ / √d) V        n² pairs of d products

The laws are those of Table 1 of Vaswani et al. (2017). Only reading forward is measured, on one
processor, in its own seconds; of several tries the quickest counts, as all else is disturbance.
"""

import time
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from engine.models import recurrent

LAYERS = ("recurrent", "convolution", "attention")
#: Sentences read at once: enough that products, not calls, take the time.
BATCH = 4


def work(layer: str, n: int, d: int, k: int = 3, seed: int = 0) -> Callable[[], Tensor]:
    """What is measured: a function that reads BATCH sentences (n, d) once."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(BATCH, n, d, generator=generator)
    if layer == "recurrent":
        cell, turned = recurrent.network("lstm", d, d, seed=seed), x.transpose(0, 1).contiguous()
        return lambda: cell(turned)[0]
    if layer == "convolution":
        kernel = torch.randn(d, d, k, generator=generator) / d
        turned = x.transpose(1, 2).contiguous()
        return lambda: functional.conv1d(turned, kernel, padding=k // 2)
    if layer != "attention":
        raise ValueError(f"layer={layer!r} is not one of {', '.join(LAYERS)}")
    return lambda: torch.softmax(x @ x.transpose(1, 2) / d**0.5, 2) @ x


@torch.no_grad()
def seconds(layer: str, n: int, d: int, k: int = 3, tries: int = 2) -> float:
    """Seconds that one reading takes, the least of `tries` after one that does not count."""
    read = work(layer, n, d, k)
    read()
    least = float("inf")
    for _ in range(tries):
        began = time.thread_time()
        read()
        least = min(least, time.thread_time() - began)
    return least
