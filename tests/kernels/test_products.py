"""A sparse table times a block of vectors is what scipy makes of it, in any number of threads."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, random_array

from engine.kernels import products


@settings(deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 40), st.floats(0, 1), st.integers())
def test_it_is_the_product_of_scipy(rows, columns, width, density, seed):
    random = np.random.default_rng(abs(seed))
    table = csr_array(random_array((rows, columns), density=density, rng=random))
    block = random.normal(size=(columns, width)).astype(np.float32)
    found = products.multiply(table.indptr, table.indices, table.data, block)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, table @ block, atol=1e-4)


def test_a_product_by_hand():
    # rows (1, 2, 0, 3, 4), (0 …), (0, 0, 5, 0, 0) times the columns 1 … 5 and their negatives
    starts, columns = np.array([0, 4, 4, 5]), np.array([0, 1, 3, 4, 2], np.int32)
    block = np.outer(np.arange(1, 6), [1, -1])
    found = products.multiply(starts, columns, np.array([1, 2, 3, 4, 5]), block)
    np.testing.assert_array_equal(found, [[37, -37], [0, 0], [15, -15]])  # 1 + 4 + 12 + 20; 15


@pytest.mark.parametrize("index", [np.int32, np.int64])
def test_threads_do_not_change_a_bit(index):
    table = csr_array(random_array((3_000, 500), density=0.1, random_state=0))
    assert table.nnz >= products._FEW
    block = np.random.default_rng(0).normal(size=(500, 32))
    given = table.indptr.astype(index), table.indices.astype(index), table.data, block
    alone = products.multiply(*given, threads=1)
    for threads in (2, 3):
        np.testing.assert_array_equal(products.multiply(*given, threads=threads), alone)
    np.testing.assert_allclose(alone, table @ block, atol=1e-3)


def test_a_table_of_one_crowded_row_and_many_empty_ones():
    table = np.zeros((400, 150_000), np.float32)
    table[7] = 1
    rows = csr_array(table)
    block = np.ones((150_000, 1))
    found = products.multiply(rows.indptr, rows.indices, rows.data, block)
    assert found[7] == 150_000
    assert np.count_nonzero(found) == 1
