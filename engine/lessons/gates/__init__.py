"""Gates: an RNN, a GRU and an LSTM read the same sentences, and one of them loses the subject.

LSTM (Hochreiter & Schmidhuber 1997; Gers et al. 2000), GRU (Cho et al. 2014), RNN (Elman 1990),
trained side by side on sentences in which a word must agree with another one far away (Linzen,
Dupoux & Goldberg 2016). Every frame holds all three networks, so that any sentence can be read by
any of them at any moment.
"""

from engine.lessons.gates.answers import ANSWERS
from engine.lessons.gates.claims import claims
from engine.lessons.gates.params import PARAMS
from engine.lessons.gates.training import train

#: Where it can be computed.
DEVICES = ("cpu", "cuda")

__all__ = ["ANSWERS", "DEVICES", "PARAMS", "claims", "train"]
