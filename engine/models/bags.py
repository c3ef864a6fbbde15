"""Three readers of a sentence, each a small network that ends in one number: good or bad.

bag        the mean of the words' vectors and a hidden layer (Joulin et al. 2016, *Bag of Tricks*;
           Iyyer et al. 2015, *Deep Unordered Composition*)
window     the first P words' vectors laid end to end, a block of weights for every place
           (Bengio et al. 2003; Collobert & Weston 2008)
recurrent  one cell for all places, and the state after the last word (Elman 1990)

They train on the same sentences in the same order. What they learnt is read without torch by
`engine.models.bags_plain`.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from engine.models import recurrent
from engine.models.bags_plain import READERS

#: Half the width of what the vectors begin with: they must be told apart before anything is learnt.
SCALE = 0.8


@dataclass(frozen=True)
class Sizes:
    """Words V (0 is no word), width D of a vector, H hidden units, P places of the window."""

    V: int
    D: int
    H: int
    P: int


class Reader(nn.Module):
    """Vectors, something that makes H numbers of them, and one number out of those."""

    def __init__(self, kind: str, sizes: Sizes, cell: str, seed: int, device: str) -> None:
        super().__init__()
        V, D, H, P = sizes.V, sizes.D, sizes.H, sizes.P
        self.kind, self.places = kind, P
        self.vectors = recurrent.embedding(V, D, seed, SCALE, device)
        with torch.no_grad():
            self.vectors.weight[0] = 0
        if kind == "recurrent":
            self.cell = recurrent.network(cell, D, H, seed=seed + 1, device=device)
        else:
            width = D if kind == "bag" else P * D
            self.hidden = recurrent.linear(width, H, seed + 1, device)
        self.out = recurrent.linear(H, 1, seed + 2, device)

    def forward(self, ids: Tensor) -> Tensor:
        """ids (B, T), words first and zeros after them → scores (B,): above 0 is good."""
        read = {"bag": self._mean, "window": self._window, "recurrent": self._last}[self.kind]
        scores: Tensor = self.out(read(ids))[:, 0]
        return scores

    def _mean(self, ids: Tensor) -> Tensor:
        # Laid out by number: a bag has no order, and so the rounding of the sum has none either.
        total = self._vectors(ids.sort(dim=1).values).sum(dim=1)  # (B, D)
        count = (ids > 0).sum(dim=1, keepdim=True).clamp(min=1)
        return torch.relu(self.hidden(total / count))

    def _window(self, ids: Tensor) -> Tensor:
        ids = ids[:, : self.places]
        ids = nn.functional.pad(ids, (0, self.places - ids.shape[1]))
        return torch.tanh(self.hidden(self._vectors(ids).flatten(1)))  # (B, P·D) → (B, H)

    def _last(self, ids: Tensor) -> Tensor:
        states, _ = self.cell(self._vectors(ids).transpose(0, 1))  # (T, B, H)
        last = (ids > 0).sum(dim=1).clamp(min=1) - 1
        found: Tensor = states[last, torch.arange(len(ids), device=ids.device)]
        return found

    def _vectors(self, ids: Tensor) -> Tensor:
        """(B, T, D); no word is no vector, whatever is learnt."""
        vectors: Tensor = self.vectors(ids)
        return vectors * (ids > 0).unsqueeze(-1)


class Learner:
    """One reader being trained by Adam (Kingma & Ba 2015) on ids (N, T) and labels (N,)."""

    def __init__(
        self,
        kind: str,
        sizes: Sizes,
        ids: np.ndarray,
        labels: np.ndarray,
        cell: str = "gru",
        rate: float = 0.004,
        batch: int = 64,
        seed: int = 1,
        device: str = "cpu",
    ) -> None:
        if kind not in READERS:
            raise ValueError(f"kind={kind!r} is not one of {', '.join(READERS)}")
        self.device, self.batch = device, batch
        self.reader = Reader(kind, sizes, cell, seed, device)
        self.ids = torch.as_tensor(ids, dtype=torch.long, device=device)
        self.labels = torch.as_tensor(labels, dtype=torch.float32, device=device)
        self.optimiser = torch.optim.Adam(self.reader.parameters(), lr=rate)
        # The same seed, the same sentences in the same order for every reader.
        self.generator = torch.Generator().manual_seed(seed)
        self._order = torch.empty(0, dtype=torch.long)

    def learn(self, updates: int) -> float:
        """So many updates more; the mean loss (nats) over them."""
        total = 0.0
        for _ in range(updates):
            chosen = self._next()
            ids = self.ids[chosen]
            ids = ids[:, : max(1, int((ids > 0).sum(dim=1).max()))]
            self.optimiser.zero_grad()
            loss = binary_cross_entropy_with_logits(self.reader(ids), self.labels[chosen])
            loss.backward()
            self.optimiser.step()
            total += float(loss.detach())
        return total / max(1, updates)

    def _next(self) -> Tensor:
        """The next batch; every sentence once before any comes again."""
        if not len(self._order):
            self._order = torch.randperm(len(self.ids), generator=self.generator)
        chosen, self._order = self._order[: self.batch], self._order[self.batch :]
        return chosen.to(self.device)

    @torch.no_grad()
    def scores(self, ids: np.ndarray) -> np.ndarray:
        """Scores float32 (N,) of sentences (N, T)."""
        read = torch.as_tensor(ids, dtype=torch.long, device=self.device)
        found: np.ndarray = self.reader(read).cpu().numpy()
        return found

    def accuracy(self, ids: np.ndarray, labels: np.ndarray) -> float:
        """The share of sentences (N, T) whose feeling (N,) is told rightly."""
        return float(((self.scores(ids) > 0) == (labels > 0)).mean())

    def numbers(self) -> dict[str, np.ndarray]:
        """All weights by name, as `bags_plain` reads them."""
        return recurrent.numbers(self.reader)

    @property
    def parameters(self) -> int:
        """Numbers it learns, without the words' vectors."""
        vectors = self.reader.vectors.weight.numel()
        return sum(weight.numel() for weight in self.reader.parameters()) - vectors
