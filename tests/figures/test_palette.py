"""The palette: readable on its paper, told apart by colour-blind readers, alike in both lights."""

import itertools
import re

import numpy as np
import pytest

from engine.figures.palette import DARK, LIGHT, coloured, palette, template

#: What a colour-blind eye sees of linear RGB: Viénot, Brettel, Mollon (1999), table 2 (in sRGB
#: primaries): without the long-wave cones, and without the middle-wave cones.
EYES = {
    "normal": np.eye(3),
    "protanope": np.array([[0.112, 0.888, 0], [0.112, 0.888, 0], [0.004, -0.004, 1]]),
    "deuteranope": np.array([[0.292, 0.708, 0], [0.292, 0.708, 0], [-0.022, 0.022, 1]]),
}
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> np.ndarray:
    """Linear RGB (3,) of "#rrggbb" (IEC 61966-2-1)."""
    values = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, eye: str) -> np.ndarray:
    """CIE L*a*b* (3,) of a colour as an eye sees it; D65."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ np.clip(EYES[eye] @ linear(colour), 0, 1) / to_xyz.sum(1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)  # 1.05 / 0.05
    assert lab("#ffffff", "normal") == pytest.approx([100, 0, 0], abs=0.1)


@BOTH
def test_every_colour_is_written_in_full(colours: dict[str, object]) -> None:
    lists = [c for c in colours.values() if isinstance(c, list)]
    flat = [c for c in colours.values() if not isinstance(c, list)]
    assert {len(one) for one in lists} == {3, 5, 11}
    for colour in [*flat, *itertools.chain(*lists)]:
        assert re.fullmatch("#[0-9a-f]{6}", str(colour))


def test_both_lights_have_the_same_roles() -> None:
    assert set(LIGHT) == set(DARK)
    assert len(LIGHT["groups"]) == len(DARK["groups"]) >= 11
    assert palette(dark=False) is LIGHT
    assert palette(dark=True) is DARK
    assert luminance(LIGHT["paper"]) > 0.8
    assert luminance(DARK["paper"]) < 0.05


@BOTH
def test_words_can_be_read(colours: dict[str, str]) -> None:
    for ground in ("paper", "card", "wash"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["soft"], colours[ground]) >= 4.5
    for role in ("centre", "context", "negative", "good"):
        assert contrast(colours[role], colours["paper"]) >= 4.4, role


@BOTH
def test_points_can_be_seen(colours: dict[str, str]) -> None:
    for colour in colours["groups"]:
        assert contrast(colour, colours["paper"]) >= 2.5, colour


@BOTH
@pytest.mark.parametrize("eye", EYES)
def test_a_ramp_goes_one_way_for_every_eye(colours: dict[str, list[str]], eye: str) -> None:
    lightness = [lab(colour, eye)[0] for colour in colours["ramp"]]
    assert min(np.diff(lightness)) > 4, lightness
    for colour in [*colours["ramp"], *colours["doubt"]]:
        assert contrast(colour, str(colours["card"])) >= 2.2, colour


@BOTH
@pytest.mark.parametrize("eye", EYES)
def test_truth_and_invention_are_told_apart_by_every_eye(
    colours: dict[str, list[str]], eye: str
) -> None:
    seen = [lab(colour, eye) for colour in colours["doubt"]]
    for one, two in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - two) > 15


@BOTH
@pytest.mark.parametrize("eye", EYES)
def test_roles_are_told_apart_by_every_eye(colours: dict[str, str], eye: str) -> None:
    """Centre, context and negative stand side by side in the sliding window."""
    for one, two in itertools.combinations(("centre", "context", "negative"), 2):
        apart = float(np.linalg.norm(lab(colours[one], eye) - lab(colours[two], eye)))
        assert apart > 12, f"{one} and {two} look alike: {apart:.0f}"


@BOTH
def test_no_two_groups_have_nearly_the_same_colour(colours: dict[str, str]) -> None:
    for one, two in itertools.combinations(colours["groups"], 2):
        assert np.linalg.norm(lab(one, "normal") - lab(two, "normal")) > 12, (one, two)


def roles_in(value: object) -> set[str]:
    if isinstance(value, str):
        return {value[1:]} if value.startswith("@") else set()
    if isinstance(value, dict):
        return set().union(*map(roles_in, value.values()))
    return set().union(*map(roles_in, value)) if isinstance(value, list | tuple) else set()


def test_the_template_names_roles_and_colouring_replaces_them_all() -> None:
    layout = template()
    assert roles_in(layout) <= set(LIGHT) - {"groups", "ramp", "doubt"}
    assert {"ink", "line", "soft"} <= roles_in(layout)
    for dark in (False, True):
        done = coloured(layout, dark)
        assert not roles_in(done)
        assert done["font"]["color"] == palette(dark)["ink"]
    assert roles_in(layout), "the figure that was given is not changed"
    assert coloured({"a": ["@ink", 1, None]}, False) == {"a": [LIGHT["ink"], 1, None]}


def test_axes_are_not_the_same_object() -> None:
    layout = template()
    assert layout["xaxis"] is not layout["yaxis"]
