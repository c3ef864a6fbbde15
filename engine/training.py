"""Where a run computes: the CPU, or a GPU where there is one and torch can use it."""

import platform
import sys
from pathlib import Path

from engine.sentences import N_, Refused

DEVICES = ("auto", "cpu", "cuda", "mps")


def choose_device(wish: str = "auto") -> str:
    """The device to compute on: "cuda", "mps" or "cpu".

    Raises Refused for a wish that this machine cannot fulfil.
    """
    if wish not in DEVICES:
        allowed = ", ".join(DEVICES)
        raise Refused(N_("device={wish} is not one of {allowed}."), wish=wish, allowed=allowed)
    if wish == "cpu" or (wish == "auto" and not _may_have_gpu()):
        return "cpu"
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wish == "auto":
        return next((name for name, is_there in there.items() if is_there), "cpu")
    if not there[wish]:
        raise Refused(N_("device={wish} was asked for, but this machine has none."), wish=wish)
    return wish


def _may_have_gpu() -> bool:
    # A second or two of importing torch is saved where the system shows no GPU at all.
    if sys.platform != "linux":
        return True
    return any(Path(node).exists() for node in ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg"))


def device_name(device: str) -> str:
    """What people call the device, e.g. "NVIDIA H200" or the CPU's model."""
    if device == "cuda":
        import torch

        return str(torch.cuda.get_device_name(0))
    if device == "mps":
        return "Apple GPU"
    return _cpu_name()


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "CPU"
