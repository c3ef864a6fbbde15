"""The SVD of the device agrees with that of the CPU; tested where torch runs anyway."""

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array, random_array

from engine.measures import svd as plain
from engine.models import svd

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("shape", [(400, 600), (600, 400)])
@pytest.mark.parametrize("sparse", [True, False])
def test_it_agrees_with_the_cpu(device, shape, sparse):
    scales = 0.9 ** np.arange(shape[1])
    X = random_array(shape, density=0.2, random_state=1).toarray() * scales
    ours = svd.truncated(csr_array(X) if sparse else X, 8, seed=3, device=device)
    expected = plain.truncated(X, 8, seed=3)
    np.testing.assert_allclose(ours.s, expected.s, rtol=1e-4)
    np.testing.assert_allclose(ours.u[:, :4], expected.u[:, :4], atol=5e-3)
    np.testing.assert_allclose(ours.v[:, :4], expected.v[:, :4], atol=5e-3)
    assert ours.u.dtype == ours.v.dtype == np.float32
    assert ours.s.dtype == np.float64
    np.testing.assert_allclose(ours.u.T @ ours.u, np.eye(8), atol=2e-5)


@pytest.mark.parametrize("device", DEVICES)
def test_a_lower_rank_than_asked_for(device):
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 4)) @ random.normal(size=(4, 500))
    found = svd.truncated(X, 10, device=device)
    np.testing.assert_allclose(found.s[:4], np.linalg.svd(X, compute_uv=False)[:4], rtol=1e-4)
    np.testing.assert_array_equal(found.s[4:], 0)
    np.testing.assert_allclose(plain.reconstruct(found, 10), X, atol=1e-3)


def test_small_tables_and_bad_ones_are_those_of_the_cpu():
    X = np.array([[3.0, 1.6], [4.0, -1.2]])
    np.testing.assert_array_equal(svd.truncated(X, 2).u, plain.truncated(X, 2).u)
    with pytest.raises(ValueError, match="at least 1 direction is needed; given 0"):
        svd.truncated(X, 0)
    with pytest.raises(ValueError, match="every number of the table must be finite"):
        svd.truncated(np.full((300, 300), np.inf), 2)
