"""Home: the whole course on one page, in both languages."""

import pytest

from engine.lessons import COURSE, LESSONS, PARTS
from pages.shared.language import LANGUAGES, catalogue
from tests.pages.conftest import Open


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_and_every_part_is_there(page: Open, language: str) -> None:
    home = page("home", {"lang": language})
    said = catalogue(language).gettext
    assert home.title[0].value == said("How do machines learn language?")
    assert len(home.subheader) == len(PARTS)
    for (number, name), heading in zip(PARTS.items(), home.subheader, strict=True):
        assert heading.value == f"{number} · {said(name)}"
    told, links = home.said(), home.links()
    for entry in COURSE:
        if entry.slug in LESSONS:
            assert links[said(entry.title)] == entry.slug
        else:
            assert said(entry.title) in told
            assert said(entry.title) not in links
            assert said("{years} · coming").format(years=entry.years) in told
    assert not home.warning


def test_chinese_is_chinese_and_the_browsers_language_is_taken(page: Open) -> None:
    chinese = page("home", {"lang": "zh"}).title[0].value
    assert any("一" <= letter <= "鿿" for letter in chinese)
    home = page("home")
    assert home.title[0].value == "How do machines learn language?"
    home.context = {"locale": "zh-CN"}  # type: ignore[assignment]
    assert home.again().title[0].value == chinese


def test_the_language_can_be_changed_and_goes_into_the_address(page: Open) -> None:
    home = page("home")
    home.press("lang-zh")
    assert home.query_params["lang"] == "zh"
    assert home.title[0].value == catalogue("zh").gettext("How do machines learn language?")
    assert home.press("lang-en").query_params["lang"] == "en"


@pytest.mark.parametrize("given", ["xx", "EN", "<b>zh</b>", "x" * 10_000, "en,zh"])
def test_an_unknown_language_is_one_sentence(page: Open, given: str) -> None:
    home = page("home", {"lang": given})
    assert home.warned() == [f"lang={given[:40]} is not one of en, zh. Used: en."]
    assert home.title[0].value == "How do machines learn language?"
