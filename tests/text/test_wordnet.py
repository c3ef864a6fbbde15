"""Dictionaries: WordNet as NLTK reads it, the small one, and a machine without WordNet."""

import os
import warnings
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sentences import Refused
from engine.text import lexicon_small, standard, toy_world, wordnet
from engine.text.lexicon import Lexicon, Synset, depths, sought, tables
from engine.text.lexicon_forms import Forms, packed
from engine.text.lexicon_paths import above, climb, nearest, way

WORDS = (
    "dog", "dogs", "good", "better", "run", "swam", "mice", "churches", "proficient", "entity",
    "new york", "beautifully", "abaci", "oxen", "axes", "United_States", "king", "x-ray", "zzz",
)  # fmt: skip


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexicon]:
    """WordNet itself, read once and kept in a folder of its own."""
    if not wordnet.available():
        pytest.skip("WordNet is not on this machine")
    before = os.environ["LEXISCOPE_DATA"]
    os.environ["LEXISCOPE_DATA"] = str(tmp_path_factory.mktemp("wordnet"))
    yield wordnet.load()
    os.environ["LEXISCOPE_DATA"] = before


@pytest.fixture(scope="module")
def nltks(real: Lexicon) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nltk.corpus import wordnet as found

        found.ensure_loaded()
    return found


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine that has no NLTK data at all."""
    monkeypatch.setattr(standard, "_search_path", lambda: iter([tmp_path]))
    monkeypatch.setenv("LEXISCOPE_DATA", str(tmp_path / "ours"))
    return tmp_path


# -- WordNet as NLTK reads it ----------------------------------------------------------------------


def test_every_synset_is_there_under_nltks_name(real: Lexicon, nltks: Any) -> None:
    # WordNet 3.0 has 82,115 nouns, 13,767 verbs, 18,156 adjectives and 3,621 adverbs.
    assert len(real) == 82_115 + 13_767 + 18_156 + 3_621 == 117_659
    draw = np.random.default_rng(1)
    for number in draw.integers(0, len(real), 400).tolist():
        told = real.told(number)
        theirs = nltks.synset(told.name)
        assert list(told.lemmas) == theirs.lemma_names()
        assert {real.told(up).name for up in told.up} == {
            up.name() for up in (*theirs.hypernyms(), *theirs.instance_hypernyms())
        }
        assert len(real.down(number)) == len(theirs.hyponyms()) + len(theirs.instance_hyponyms())
        assert real.depth(number) == theirs.max_depth()
        assert told.pos == theirs.pos()
        assert "".join(told.gloss.split())[:40] == "".join(theirs.definition().split())[:40]
        assert real.find(told.name) == number


@pytest.mark.parametrize("word", WORDS)
def test_the_senses_of_a_word_are_nltks_in_nltks_order(
    real: Lexicon, nltks: Any, word: str
) -> None:
    theirs = dict.fromkeys(synset.name() for synset in nltks.synsets(word.replace(" ", "_")))
    assert [real.told(synset).name for synset in real.senses(word)] == list(theirs)
    assert real.knows(word) == bool(theirs)


def test_how_often_a_sense_was_met_is_nltks(real: Lexicon, nltks: Any) -> None:
    counted = {real.told(synset).name: met for synset, met in real.met("good")}
    for lemma in nltks.lemmas("good"):
        assert counted[lemma.synset().name()] == lemma.count()
    assert counted["good.a.01"] == 190


def test_chinese_words_are_those_of_the_open_wordnet(real: Lexicon, nltks: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a dozen offsets of the Chinese data lead nowhere
        for name in ("dog.n.01", "entity.n.01", "high.a.01", "run.v.01"):
            theirs = [lemma.replace("+", "") for lemma in nltks.synset(name).lemma_names("cmn")]
            assert list(real.told(real.find(name)).chinese) == list(dict.fromkeys(theirs))
        assert {real.told(one).name for one in real.senses("狗")} == {
            synset.name() for synset in nltks.synsets("狗", lang="cmn")
        }
    # 高+的 is found as 高的, and as the bare word.
    assert set(real.senses("高的")) <= set(real.senses("高"))


def test_path_similarity_is_nltks(real: Lexicon, nltks: Any) -> None:
    # NLTK's own example: dog and cat are two steps each from carnivore; 1 / (1 + 4) = 0.2.
    between = way(real, real.find("dog.n.01"), real.find("cat.n.01"))
    assert between is not None
    assert (between.distance, between.similarity) == (4, 0.2)
    assert real.told(between.meet).name == "carnivore.n.01"
    draw = np.random.default_rng(2)
    for one, other in draw.integers(0, 95_000, (150, 2)).tolist():  # nouns and verbs
        ours = way(real, one, other)
        theirs = nltks.synset(real.told(one).name).path_similarity(
            nltks.synset(real.told(other).name), simulate_root=False
        )
        assert (ours and ours.similarity) == (theirs and pytest.approx(theirs))


def test_the_lectures_chain_leaves_one_out(real: Lexicon) -> None:
    names = [real.told(one).lemmas[0] for one in climb(real, real.senses("NLP")[0])]
    assert names == [
        "natural_language_processing", "information_science", "science", "discipline",
        "knowledge_domain", "content", "cognition", "psychological_feature", "abstraction",
        "entity",
    ]  # fmt: skip


def test_a_vocabulary_is_looked_up_as_one_word_is(real: Lexicon) -> None:
    fast = real.indexed()
    for word in (*WORDS, "狗", "高", ""):
        assert fast.senses(word) == real.senses(word)


# -- Kept, damaged, absent -------------------------------------------------------------------------


def test_what_is_kept_is_mapped_and_a_damaged_file_is_made_anew(nowhere: Path) -> None:
    pack(nowhere, "wordnet", TINY)
    first = wordnet.load()
    again = wordnet.load()
    assert isinstance(again.tables["told_text"], np.memmap)
    (folder,) = (nowhere / "ours" / "cache").iterdir()
    (folder / "depth.npy").write_bytes(b"no array")
    wordnet._mapped.cache_clear()
    assert wordnet.load().senses("dog") == first.senses("dog") != []
    assert isinstance(wordnet.load().tables["depth"], np.memmap)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_disk_that_takes_nothing_is_no_fault(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(nowhere, "wordnet", TINY)
    (nowhere / "ours").write_text("a file where the folder should be")
    assert len(wordnet.load()) == 2


def test_without_wordnet_one_sentence_says_so(nowhere: Path) -> None:
    assert not wordnet.available()
    with pytest.raises(Refused) as refused:
        wordnet.load()
    # 10,775,600 and 28,567,474 bytes.
    said = "“WordNet 3.0” is not on this machine yet. Download it first: 39.3 MB."
    assert str(refused.value) == said


def test_a_download_that_fails_is_one_sentence(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nltk

    monkeypatch.setattr(nltk, "download", lambda *_args, **_named: False)
    with pytest.raises(Refused) as refused:
        wordnet.fetch()
    said = "wordnet could not be downloaded; this needs a connection to the internet."
    assert str(refused.value) == said


TINY = {
    "data.noun": "00000000 03 n 01 thing 0 000 | what there is\n"
    "00000044 03 n 02 dog 0 hound 0 001 @ 00000000 n 0000 | it barks; \"a good dog\"\n",
    "index.noun": "thing n 1 0 1 0 00000000\ndog n 1 1 @ 1 1 00000044\n"
    "hound n 1 1 @ 1 0 00000044\n",
    "data.verb": "", "index.verb": "", "data.adj": "", "index.adj": "", "data.adv": "",
    "index.adv": "", "noun.exc": "doggen dog\n", "verb.exc": "", "adj.exc": "", "adv.exc": "",
    "index.sense": "dog%1:03:00:: 00000044 1 7\n",
}  # fmt: skip


def pack(folder: Path, package: str, files: dict[str, str]) -> None:
    (folder / "corpora").mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / "corpora" / f"{package}.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{package}/{name}", content)


def test_a_download_makes_it_available(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nltk

    chinese = {"cmn/wn-data-cmn.tab": "# head\n00000044-n\tcmn:lemma\t狗\n"}

    def download(package: str, **_named: Any) -> bool:
        pack(nowhere, package, TINY if package == "wordnet" else chinese)
        return True

    monkeypatch.setattr(nltk, "download", download)
    wordnet.fetch()
    assert wordnet.available()
    made = wordnet.load()
    (dog,) = made.senses("doggen")
    assert made.told(dog) == Synset(
        "dog.n.01", "it barks", ("dog", "hound"), ("狗",), tuple(made.senses("thing"))
    )
    assert made.met("dog") == [(dog, 7)]
    assert made.senses("狗") == made.senses("hound") == [dog]


def test_a_package_that_cannot_be_read_is_one_sentence(nowhere: Path) -> None:
    (nowhere / "corpora").mkdir()
    (nowhere / "corpora" / "wordnet.zip").write_bytes(b"half of it")
    with pytest.raises(Refused) as refused:
        wordnet.load()
    said = "wordnet.zip cannot be read; delete it and download it again."
    assert str(refused.value) == said


# -- The small dictionary --------------------------------------------------------------------------


def test_the_small_dictionary_is_whole() -> None:
    small = lexicon_small.load()
    roots = []
    for number in range(len(small)):
        told = small.told(number)
        assert small.find(told.name) == number
        assert told.gloss
        assert told.gloss_zh, told.name
        assert told.chinese, told.name
        if told.pos == "n" and not told.up:
            roots.append(told.name)
        for lemma in (*told.lemmas, *told.chinese):
            assert number in small.senses(lemma), lemma
    assert roots == ["entity.n.01"], "all nouns end in one place"


def test_the_small_dictionary_has_the_toy_worlds_things() -> None:
    small = lexicon_small.load()
    for language in ("en", "zh"):
        groups = toy_world.groups(language)
        for kind in ("country", "capital", "river", "royal", "family", "job", "animal"):
            words = [word for word, group in groups.items() if group == kind]
            lacking = [word for word in words if not small.knows(word)]
            assert len(lacking) <= len(words) // 6, lacking


def test_the_small_dictionary_agrees_with_wordnet_where_the_scenes_ask() -> None:
    small = lexicon_small.load()
    assert len(climb(small, small.senses("NLP")[0])) - 1 == 9
    for one, other in (("dog", "cat"), ("狗", "猫")):
        found = nearest(small, small.senses(one), small.senses(other))
        assert found is not None
        between = way(small, *found)
        assert between is not None
        assert (small.told(between.meet).name, between.distance) == ("carnivore.n.01", 4)


# -- The graph, on any graph -----------------------------------------------------------------------


@st.composite
def graphs(draw: st.DrawFn) -> Lexicon:
    """A dictionary of made-up nouns; each is a kind of some that stand before it."""
    size = draw(st.integers(1, 12))
    up = [
        tuple(sorted(draw(st.sets(st.integers(0, max(0, n - 1)), max_size=2)))) if n else ()
        for n in range(size)
    ]
    synsets = [Synset(f"w{n}.n.01", "", (f"w{n}",), (), up[n]) for n in range(size)]
    return Lexicon("made", tables(synsets, {f"w{n}": [(n, 0)] for n in range(size)}))


@given(graphs(), st.data())
def test_a_way_is_the_shortest_there_is(made: Lexicon, data: st.DataObject) -> None:
    number = st.integers(0, len(made) - 1)
    one, other = data.draw(number), data.draw(number)
    ours, theirs = above(made, one), above(made, other)
    found = way(made, one, other)
    common = ours.keys() & theirs.keys()
    assert (found is None) == (not common)
    if found is not None:
        assert found.distance == min(ours[c][0] + theirs[c][0] for c in common)
        for side, start in ((found.first, one), (found.second, other)):
            assert side[0] == start
            assert side[-1] == found.meet
            assert all(up in made.up(low) for low, up in pairwise(side))
        back = way(made, other, one)
        assert back is not None
        assert back.distance == found.distance


@given(graphs())
def test_a_climb_is_the_longest_way_and_ends_at_a_top(made: Lexicon) -> None:
    for start in range(len(made)):
        steps = climb(made, start)
        assert len(steps) - 1 == made.depth(start)
        assert not made.up(steps[-1])


def test_a_circle_is_no_dictionary() -> None:
    with pytest.raises(ValueError, match="a kind of itself"):
        depths([(1,), (0,)])


def test_words_of_no_dictionary_and_names_of_no_sense() -> None:
    small = lexicon_small.load()
    assert small.senses("") == small.senses("qqq") == small.beginning("") == []
    assert not small.knows("qqq")
    for name in ("", "dog", "dog.n", "dog.n.99", "dog.x.01", ".n.01", "dog.n.1x", "dog.n.00"):
        with pytest.raises(Refused) as refused:
            small.find(name)
        assert str(refused.value) == f"There is no sense “{name}” in this dictionary."
    assert small.beginning("appl")[0] == "apple"
    assert sought("  New_York ") == "new york"


@given(st.text(max_size=12), st.sampled_from("nvar"))
def test_base_forms_begin_with_the_form_itself(form: str, pos: str) -> None:
    found = list(Forms({}).bases(form, pos))
    assert found[:1] == ([form] if form else [])
    assert len(found) == len(set(found))


def test_irregular_forms_survive_being_kept() -> None:
    kept = Forms.of(packed([("v", "swam", ("swim",)), ("n", "axes", ("ax", "axis"))]))
    assert list(kept.bases("swam", "v")) == ["swam", "swim"]
    assert list(kept.bases("axes", "n")) == ["axes", "ax", "axis"]
