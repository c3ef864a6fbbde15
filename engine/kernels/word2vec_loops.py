"""The compiled loops of word2vec: one per objective, over the same walk through the text.

Mikolov et al. (2013); the negatives of a window are shared by its pairs, so the work is small
matrix products instead of single dot products (Ji et al. 2016, "Parallelizing word2vec in shared
and distributed memory"). All loops stand in this one file: numba's disk cache looks at the file
of the outer function only, and would keep an old copy of one imported from elsewhere.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# (numba infers the types of what it compiles)

from typing import Any

import numpy as np
from numba import njit

from engine.kernels.word2vec_stream import LAST_RATE, LONGEST

# All of fastmath but "no NaN, no infinity": a run that diverges must say so.
_MATHS = {"reassoc", "contract", "arcp", "nsz", "afn"}
_compiled: Any = njit(
    nogil=True, cache=True, boundscheck=False, error_model="numpy", fastmath=_MATHS
)
_inlined: Any = njit(
    nogil=True, boundscheck=False, error_model="numpy", fastmath=_MATHS, inline="always"
)

_F, _U = np.float32, np.uint64
_MULTIPLIER = _U(2685821657736338717)
_REACH, _FINE = 16, 128  # the sigmoid table covers ±16, 128 entries to one
_GRID = np.arange(-_REACH * _FINE, _REACH * _FINE + 2) / _FINE
#: σ at the places of _GRID: float32, and one entry more than is looked up.
SIGMOID = (1.0 / (1.0 + np.exp(-_GRID))).astype(np.float32)
_TINY = _F(1e-7)  # least probability whose logarithm is taken, about σ(-16)


@_inlined
def _step(x):
    """The next state of xorshift64*; what is drawn is the state times _MULTIPLIER."""
    x ^= x >> _U(12)
    x ^= x << _U(25)
    x ^= x >> _U(27)
    return x


@_inlined
def _below(drawn, n):
    return ((drawn >> _U(32)) * _U(n)) >> _U(32)


@_inlined
def _sigmoid(x, table):
    # Straight lines between entries: within 1e-6 of σ. x * 0 carries a NaN or infinity through.
    place = (x + _F(_REACH)) * _F(_FINE)
    if not place > _F(0):
        place = _F(0)
    if place > _F(2 * _REACH * _FINE):
        place = _F(2 * _REACH * _FINE)
    i = np.uint32(place)
    return table[i] + (place - _F(i)) * (table[i + _U(1)] - table[i]) + x * _F(0)


@_inlined
def _likely(p):
    return _TINY if p < _TINY else p


@_inlined
def _sentence(offsets, begin, sentence):
    """Where the next sentence begins and ends, and its number; empty ones are passed over."""
    if begin == 0:
        sentence = 0
    while offsets[sentence + 1] <= begin:
        sentence += 1
    return begin, min(offsets[sentence + 1], begin + LONGEST), sentence


@_compiled
def _keep(tokens, begin, end, keep, state, kept):
    """Subsampling: kept[:n] = the words that stay; a word kept for sure takes no draw."""
    n = 0
    for place in range(begin, end):
        word = tokens[place]
        if keep[word] < _F(1):
            state = _step(state)
            if _F((state * _MULTIPLIER) >> _U(40)) * _F(2.0**-24) >= keep[word]:
                continue
        kept[n] = word
        n += 1
    return state, n


@_inlined
def _around(kept, n, i, window, dynamic, state, words):
    """Draw the radius; words[:W] = the words around place i."""
    radius = window
    if dynamic:
        state = _step(state)
        radius = 1 + np.int64(_below(state * _MULTIPLIER, window))
    W = 0
    for j in range(max(0, i - radius), min(n, i + radius + 1)):
        if j != i:
            words[W] = kept[j]
            W += 1
    return state, W


@_compiled
def _negatives(state, target, negatives, threshold, alias, targets):
    """targets[:T] = the true one, then the noise drawn; noise that hits the true one is left out.

    Padded to a multiple of three.
    """
    T = 1
    targets[0] = target
    for _ in range(negatives):
        state = _step(state)
        drawn = state * _MULTIPLIER
        word = np.uint32(_below(drawn, threshold.shape[0]))
        if (drawn & _U(0xFFFFFFFF)) >= threshold[word]:
            word = alias[word]
        if word != target:
            targets[T] = word
            T += 1
    targets[T] = targets[T + 1] = target
    return state, T


@_compiled
def _mean(vectors, words, W, row):
    D = vectors.shape[1]
    a = words[0]
    for d in range(D):
        row[d] = vectors[a, d]
    for j in range(1, W):
        a = words[j]
        for d in range(D):
            row[d] += vectors[a, d]
    share = _F(1) / _F(W)
    for d in range(D):
        row[d] *= share


@_compiled
def _add(vectors, words, W, row):
    D = vectors.shape[1]
    for j in range(W):
        a = words[j]
        for d in range(D):
            vectors[a, d] += row[d]


@_compiled
def _scores(hidden, R, contexts, targets, T, scores):
    """scores[:R, :T] = hidden · contexts[targets], two by three at a time, in registers."""
    D = contexts.shape[1]
    for t in range(0, T, 3):
        a, b, c = targets[t], targets[t + 1], targets[t + 2]
        for j in range(0, R - 1, 2):
            s0 = s1 = s2 = s3 = s4 = s5 = _F(0)
            for d in range(D):
                v, w = hidden[j, d], hidden[j + 1, d]
                x, y, z = contexts[a, d], contexts[b, d], contexts[c, d]
                s0 += v * x
                s1 += v * y
                s2 += v * z
                s3 += w * x
                s4 += w * y
                s5 += w * z
            scores[j, t], scores[j, t + 1], scores[j, t + 2] = s0, s1, s2
            scores[j + 1, t], scores[j + 1, t + 1], scores[j + 1, t + 2] = s3, s4, s5
        if R % 2:
            s0 = s1 = s2 = _F(0)
            for d in range(D):
                v = hidden[R - 1, d]
                s0 += v * contexts[a, d]
                s1 += v * contexts[b, d]
                s2 += v * contexts[c, d]
            scores[R - 1, t], scores[R - 1, t + 1], scores[R - 1, t + 2] = s0, s1, s2


@_compiled
def _gains(scores, R, T, rate, table, gains, sums):
    """gains = rate · (label - σ(score)), zero in the padding; the first target is the true one.

    sums[0] grows by the loss, by way of sums[1], a running product of likelihoods: one logarithm
    is taken of hundreds of factors, so the loss costs one multiplication a score.
    """
    product = sums[1]
    for j in range(R):
        p = _sigmoid(scores[j, 0], table)
        gains[j, 0] = rate * (_F(1) - p)
        product *= _likely(p)
        for t in range(1, T):
            p = _sigmoid(scores[j, t], table)
            gains[j, t] = -rate * p
            product *= _likely(_F(1) - p)
        gains[j, T] = gains[j, T + 1] = _F(0)
        if product < 1e-100:
            sums[0] -= np.log(product)
            product = 1.0
    sums[1] = product
    for j in range(R, R + 3):
        for t in range(T):
            gains[j, t] = _F(0)


@_compiled
def _to_input(rows, a, gains, j, contexts, targets, T):
    """rows[a] += Σ_t gains[j, t] · contexts[targets[t]], three targets at a time."""
    D = contexts.shape[1]
    for t in range(0, T, 3):
        b, c, e = targets[t], targets[t + 1], targets[t + 2]
        g0, g1, g2 = gains[j, t], gains[j, t + 1], gains[j, t + 2]
        for d in range(D):
            rows[a, d] += g0 * contexts[b, d] + g1 * contexts[c, d] + g2 * contexts[e, d]


@_compiled
def _to_targets(hidden, R, gains, contexts, targets, T):
    """contexts[targets[t]] += Σ_j gains[j, t] · hidden[j], four inputs at a time."""
    D = contexts.shape[1]
    for t in range(T):
        a = targets[t]
        if R == 1:
            g0 = gains[0, t]
            for d in range(D):
                contexts[a, d] += g0 * hidden[0, d]
            continue
        for j in range(0, R, 4):
            g0, g1, g2, g3 = gains[j, t], gains[j + 1, t], gains[j + 2, t], gains[j + 3, t]
            for d in range(D):
                contexts[a, d] += (g0 * hidden[j, d] + g1 * hidden[j + 1, d]) + (
                    g2 * hidden[j + 2, d] + g3 * hidden[j + 3, d]
                )


@_compiled
def sampled(
    vectors, contexts, random, tokens, offsets, keep, threshold, alias, table,
    cbow, window, dynamic, negatives, rate, total, done, until, sentence, clock, speed,
):  # fmt: skip
    """Negative sampling from `done` to the first cut at or after `until`; returns loss, pairs.

    sentence   the one that `done` lies in
    clock      what the rate counts from; it runs `speed` times as fast as this call reads
    """
    D, N, first, state, pairs = vectors.shape[1], tokens.shape[0], done, random[0], 0
    room = 2 * window + 4
    kept, words = np.empty(LONGEST, np.uint32), np.empty(room, np.uint32)
    targets, sums = np.empty(negatives + 4, np.uint32), np.ones(2)
    hidden, change = np.zeros((room, D), np.float32), np.zeros((1, D), np.float32)
    scores = np.zeros((room, negatives + 4), np.float32)
    gains = np.zeros((room, negatives + 4), np.float32)
    sums[0] = 0.0
    while done < until:
        begin, end, sentence = _sentence(offsets, done % N, sentence)
        now = _F(rate * max(LAST_RATE, 1.0 - (clock + (done - first) * speed) / total))
        state, n = _keep(tokens, begin, end, keep, state, kept)
        for i in range(n):
            state, W = _around(kept, n, i, window, dynamic, state, words)
            if W == 0:
                continue
            state, T = _negatives(state, kept[i], negatives, threshold, alias, targets)
            if cbow:
                _mean(vectors, words, W, hidden[0])
            else:
                for j in range(W):
                    a = words[j]
                    for d in range(D):
                        hidden[j, d] = vectors[a, d]
            R = 1 if cbow else W
            _scores(hidden, R, contexts, targets, T, scores)
            _gains(scores, R, T, now, table, gains, sums)
            if cbow:
                for d in range(D):
                    change[0, d] = _F(0)
                _to_input(change, 0, gains, 0, contexts, targets, T)
                _add(vectors, words, W, change[0])
            else:
                for j in range(W):
                    _to_input(vectors, words[j], gains, j, contexts, targets, T)
            _to_targets(hidden, R, gains, contexts, targets, T)
            pairs += R
        done += end - begin
    random[0] = state
    return sums[0] - np.log(sums[1]), pairs


@_compiled
def _all_words(row, contexts, goals, W, rate, chance, change):
    """One step on W goals that share one input `row`, over all words; returns the loss.

    change = what the input vector gains.
    """
    V, D = contexts.shape
    for v in range(V):
        s = _F(0)
        for d in range(D):
            s += row[d] * contexts[v, d]
        chance[v] = s
    top = chance.max()
    loss = 0.0
    for j in range(W):
        loss += top - chance[goals[j]]
    total = _F(0)
    for v in range(V):
        chance[v] = np.exp(chance[v] - top)
        total += chance[v]
    loss += W * np.log(total)
    scale = -rate * _F(W) / total
    for v in range(V):
        chance[v] *= scale
    for j in range(W):
        chance[goals[j]] += rate
    for d in range(D):
        change[d] = _F(0)
    for v in range(V):
        g = chance[v]
        for d in range(D):
            change[d] += g * contexts[v, d]
        for d in range(D):
            contexts[v, d] += g * row[d]
    return loss


@_compiled
def softmax(
    vectors, contexts, random, tokens, offsets, keep, threshold, alias, table,
    cbow, window, dynamic, negatives, rate, total, done, until, sentence, clock, speed,
):  # fmt: skip
    """Full softmax; as `sampled` in all else. Skip-gram's centre is the input of one softmax,
    which serves its whole context.
    """
    V, D = vectors.shape
    N, first, state, pairs, loss = tokens.shape[0], done, random[0], 0, 0.0
    kept, words = np.empty(LONGEST, np.uint32), np.empty(2 * window, np.uint32)
    hidden, change = np.empty(D, np.float32), np.empty(D, np.float32)
    chance = np.empty(V, np.float32)
    while done < until:
        begin, end, sentence = _sentence(offsets, done % N, sentence)
        now = _F(rate * max(LAST_RATE, 1.0 - (clock + (done - first) * speed) / total))
        state, n = _keep(tokens, begin, end, keep, state, kept)
        for i in range(n):
            state, W = _around(kept, n, i, window, dynamic, state, words)
            if W == 0:
                continue
            centre = kept[i : i + 1]
            inputs, goals = (words[:W], centre) if cbow else (centre, words[:W])
            _mean(vectors, inputs, len(inputs), hidden)
            loss += _all_words(hidden, contexts, goals, len(goals), now, chance, change)
            _add(vectors, inputs, len(inputs), change)
            pairs += len(goals)
        done += end - begin
    random[0] = state
    return loss, pairs
