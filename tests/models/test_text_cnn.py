"""The text CNN in torch says what plain numpy says, in any company and with any padding."""

import numpy as np
import pytest
import torch

from engine.measures import ngram_filters
from engine.models import text_cnn
from engine.models.text_cnn import Shape

CHANCE = np.random.default_rng(0)
VECTORS = np.vstack([np.zeros(8), CHANCE.normal(size=(20, 8))]).astype(np.float32)
TEXTS = [CHANCE.integers(0, 21, size=n) for n in (1, 2, 3, 6, 9, 14)]
LABELS = np.array([0, 1, 0, 1, 0, 1])
WIDTHS = (2, 3, 5)


def shape(**more: object) -> Shape:
    return Shape(2, 8, WIDTHS, 4, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("pooling", ["max", "average", "k-max"])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("channels", ["trained", "static", "both"])
def test_torch_says_what_numpy_says(pooling: str, padding: str, channels: str) -> None:
    k = 3 if pooling == "k-max" else 1
    model = text_cnn.TextCNN(
        shape(pooling=pooling, padding=padding, channels=channels, k=k), VECTORS, seed=1
    )
    with torch.no_grad():
        model.bias.add_(0.3)  # windows beyond a sentence's end would be seen
    # All in one batch: short sentences are padded to the longest.
    found = text_cnn.scores(model, TEXTS)
    net, vectors = model.network(), model.vectors()
    assert vectors[0].tolist() == [0] * 8
    for text, scores in zip(TEXTS, found, strict=True):
        assert ngram_filters.read(vectors[text], net).logits == pytest.approx(scores, abs=1e-4)
        assert text_cnn.scores(model, [text])[0] == pytest.approx(scores, abs=1e-5)


def trained(seed: int = 3, **more: object) -> tuple[text_cnn.TextCNN, list[float]]:
    """A model after 30 readings of the texts, and its losses."""
    model = text_cnn.TextCNN(shape(dropout=0.2, **more), VECTORS, seed)
    optimiser, masks = text_cnn.optimiser(model, 0.01), torch.Generator().manual_seed(seed)
    losses = []
    for epoch in range(30):
        for batch in text_cnn.batches(TEXTS, LABELS, model.shape, 3, epoch):
            losses.append(float(text_cnn.update(model, batch, optimiser, masks)[0]))
    return model, losses


def test_it_learns_and_the_same_again() -> None:
    model, losses = trained()
    assert np.mean(losses[-6:]) < 0.3 * np.mean(losses[:6])
    assert (text_cnn.scores(model, TEXTS).argmax(1) == LABELS).all()
    again, other = trained(), trained(seed=4)
    assert again[1] == losses
    assert other[1] != losses


@pytest.mark.parametrize("channels", ["trained", "static", "both"])
def test_only_what_shall_learn_learns(channels: str) -> None:
    model, _ = trained(channels=channels)
    moved = bool((model.vectors() != VECTORS).any())
    if channels == "both":
        assert model.static is not None
        assert (model.static.numpy() == VECTORS).all()
    assert moved == (channels != "static")
    assert (model.vectors()[0] == 0).all()  # padding and unknown words stay nothing


def test_how_many_numbers_are_learnt() -> None:
    # vectors 20·8; filters 4·((2+3+5)·8 + 3); out 2·(12 + 1)
    wanted = 160 + 4 * 83 + 26
    assert text_cnn.parameters(shape(), 20) == wanted
    model = text_cnn.TextCNN(shape(), VECTORS, 0)
    assert sum(each.numel() for each in model.parameters()) - 8 == wanted  # row 0 never learns
    assert text_cnn.parameters(shape(channels="static"), 20) == wanted - 160
    # Kim (2014): 100 filters of each of three widths make 300 features.
    assert Shape(2, 50, (3, 4, 5), 100).features == 300


def test_batches_hold_every_text_once() -> None:
    seen = []
    for batch in text_cnn.batches(TEXTS, LABELS, shape(), 4, seed=7):
        assert len(batch.labels) <= 4
        assert batch.words.shape[1] >= max(WIDTHS)
        for row, length in zip(batch.words, batch.lengths, strict=True):
            seen.append(tuple(row[:length].tolist()))
            assert not row[length:].any()
    assert sorted(seen) == sorted(tuple(text.tolist()) for text in TEXTS)


def test_dropout_puts_a_share_to_zero() -> None:
    model = text_cnn.TextCNN(shape(dropout=0.5), VECTORS, 1)
    batch = text_cnn.batch_of(TEXTS, LABELS, model.shape)
    with torch.no_grad():
        whole = model(batch)
        runs = [model(batch, torch.Generator().manual_seed(seed)) for seed in range(400)]
    assert not torch.equal(runs[0], whole)
    assert torch.equal(runs[0], model(batch, torch.Generator().manual_seed(0)))
    # What is kept counts double, so the mean stays: within four standard errors.
    spread = torch.stack(runs)
    error = spread.std(0) / len(runs) ** 0.5
    assert ((spread.mean(0) - whole).abs() < 4.5 * error + 1e-6).all()
