"""The six contestants: what company and order do to a sentence, and what layers compute."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.models import layer_costs, race, text_cnn
from engine.models.race import KINDS, Learner, Sizes, contestant

SIZES = Sizes(V=20, D=8, H=6, classes=3, dropout=0.5)
RNG = np.random.default_rng(0)
TEXTS = [RNG.integers(0, 21, length) for length in (5, 9, 1, 4, 12, 3)]
LABELS = np.array([0, 1, 2, 0, 1, 2])


def vectors(seed: int = 1) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(0, 0.3, (21, 8))
    drawn[0] = 0
    return drawn.astype(np.float32)


def batch(texts: list[np.ndarray], labels: np.ndarray = LABELS) -> text_cnn.Batch:
    return text_cnn.batch_of(texts, labels[: len(texts)], SIZES.shape)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_gets_the_same_scores_alone_as_in_company(kind: str) -> None:
    model = contestant(kind, SIZES, vectors(), seed=3)
    together = model(batch(TEXTS)).detach()
    assert together.shape == (6, 3)
    alone = torch.cat([model(batch([text])).detach() for text in TEXTS])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_mean_knows_no_order(kind: str) -> None:
    model = contestant(kind, SIZES, vectors(), seed=3)
    words = np.arange(1, 9)
    one, other = model(batch([words, words[::-1].copy()])).detach()
    assert torch.allclose(one, other, atol=1e-6) == (kind == "mean")


def test_a_bilstm_reads_a_sentence_from_its_end() -> None:
    given = batch([np.array([1, 2, 3]), np.array([4, 5, 6, 7])])
    rows = torch.arange(2)[:, None]
    turned = given.words[rows, race.turned(given)]
    assert turned.tolist() == [[3, 2, 1, 0], [7, 6, 5, 4]]
    lstm: Any = contestant("bilstm", SIZES, vectors(), seed=3)
    with torch.no_grad():
        palindrome = lstm.features(batch([np.array([1, 2, 1])]))
        lstm.cells[1].load_state_dict(lstm.cells[0].state_dict())
        palindrome = lstm.features(batch([np.array([1, 2, 1])]))
    # The same cell over the same words from either end.
    torch.testing.assert_close(palindrome[:, :6], palindrome[:, 6:])


@pytest.mark.parametrize("kind", KINDS)
def test_everyone_learns_and_the_same_seed_learns_the_same(kind: str) -> None:
    first, again = (Learner(kind, SIZES, vectors(), 0.02, seed, "cpu") for seed in (5, 5))
    batches = [batch(TEXTS)] * 60
    before = first.test(batches[:1])
    for learner in (first, again):
        learner.learn(batches)
    after = first.test(batches[:1])
    assert after[1] < before[1] * 0.8
    assert after == again.test(batches[:1])
    assert first.seconds > 0


def test_weights_are_counted_without_the_words_vectors() -> None:
    own = {kind: Learner(kind, SIZES, vectors(), 0.01, 1, "cpu").own for kind in KINDS}
    cell = 4 * (6 * 8 + 6 * 6 + 6 + 6)  # four gates; two biases each
    assert own["mean"] == 8 * 6 + 6 + 6 * 3 + 3
    assert own["cnn"] == 2 * (2 + 3 + 4) * 8 + 6 + 6 * 3 + 3  # 2 filters of each of 3 widths
    assert own["lstm"] == cell + 6 * 3 + 3
    assert own["bilstm"] == 2 * cell + 12 * 3 + 3
    assert own["cnn-rnn"] == 3 * 8 * 6 + 6 + 4 * (6 * 6 + 6 * 6 + 12) + 6 * 3 + 3
    # q, k, v, out: 4 · 8² + 32; inside 8 → 12 → 8; three norms of 2 · 8
    assert own["transformer"] == 4 * 64 + 32 + 12 * 8 + 12 + 8 * 12 + 8 + 48 + 8 * 3 + 3


def test_an_unknown_contestant_is_refused() -> None:
    with pytest.raises(ValueError, match="kind='gru'"):
        contestant("gru", SIZES, vectors(), 1)


@pytest.mark.parametrize("layer", layer_costs.LAYERS)
def test_what_is_measured_is_a_layer(layer: str) -> None:
    with torch.no_grad():
        assert layer_costs.work(layer, 12, 4)().numel() == layer_costs.BATCH * 12 * 4
    assert layer_costs.seconds(layer, 4, 4, tries=1) > 0


def test_attention_and_convolution_compute_what_torch_does() -> None:
    x = torch.randn(layer_costs.BATCH, 5, 4, generator=torch.Generator().manual_seed(0))
    wanted = torch.nn.functional.scaled_dot_product_attention(x, x, x)
    torch.testing.assert_close(layer_costs.work("attention", 5, 4)(), wanted)
    with pytest.raises(ValueError, match="layer='pooling'"):
        layer_costs.work("pooling", 5, 4)
