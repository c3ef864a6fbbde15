"""Tatoeba's pairs are read where their file is, each English sentence once, or refused by name."""

from pathlib import Path

import pytest

from engine import place
from engine.sentences import Refused
from engine.text import pairs, pairs_tatoeba


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, and none of NLTK's."""
    monkeypatch.setattr(place, "data_folder", lambda: tmp_path)
    monkeypatch.delenv("NLTK_DATA", raising=False)
    (tmp_path / "pairs").mkdir()
    return tmp_path / "pairs"


def test_a_table_that_is_not_here_is_named(folder: Path) -> None:
    with pytest.raises(Refused, match=r"Tatoeba: English to French.*fra\.txt"):
        pairs.load("tatoeba-fr")


def test_a_table_is_read_without_its_third_column(folder: Path) -> None:
    lines = [f"I see {n} dogs.\t我看见{n}只狗。\tCC-BY 2.0 (France) #{n}" for n in range(30)]
    lines += ["I see 3 dogs.\t另一个翻译。\tsomebody", "no tab", "\t", "a " * 40 + "\t太长"]
    (folder / "cmn.txt").write_text("\n".join(lines), encoding="utf-8")
    made = pairs.load("tatoeba-zh")
    known = {tuple(source): target for source, target in (*made.learnt, *made.tested)}
    assert len(known) == len(made.learnt) + len(made.tested) == 30
    assert known[("i", "see", "3", "dogs")] == list("我看见3只狗")
    assert len(made.tested) == 3


def test_the_real_tables(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs_tatoeba, "MOST", 300)
    for table in pairs_tatoeba.TABLES:
        if pairs_tatoeba.find(table) is None:
            pytest.skip("the pairs are not among the real data")
        found = pairs_tatoeba.read(table)
        assert len(found) == 300
        assert len({tuple(source) for source, _ in found}) == 300
