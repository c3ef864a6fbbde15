"""The embedding-space page: the story on the left, one map or two on the right, and their truth."""

from typing import Any

import streamlit as st

from engine.params import key_of
from engine.runs import workers
from engine.sentences import Refused
from pages.shared import (
    beside,
    controls,
    guide,
    maps,
    numbers,
    page,
    player,
    points,
    runs,
    study,
    vectors,
    words,
)  # fmt: skip
from pages.shared.frame import notice, presenting
from pages.shared.language import _, plain, say

SLUG = "embedding-space"
#: The function whose source the page shows: one iteration of t-SNE, in plain numpy.
LEARN = "engine.kernels.tsne_plain:iteration"
NAMES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
#: Continuing goes on by so many steps; a shaken map is given so many to settle again.
MORE, SETTLING = 500, 300


def curves() -> list[dict[str, object]]:
    """The curves of the time line, with their names and what they mean."""
    return [
        {
            "name": "divergence", "colour": "loss", "low": 0, "sometimes": True,
            "label": _("divergence"),
            "help": _("Kullback-Leibler, in nats: what t-SNE lowers"),
        },
        {
            "name": "variance", "colour": "loss", "low": 0, "high": 1, "percent": True,
            "sometimes": True, "label": _("variance shown"),
            "help": _("Share of the whole variance that these axes show"),
        },
        {
            "name": "trustworthiness", "colour": "good", "low": 0.5, "high": 1,
            "label": _("trustworthiness"),
            "help": _("1: points near on the map are near in truth; 0.5 is chance"),
        },
        {
            "name": "overlap", "colour": "context", "low": 0, "high": 1, "percent": True,
            "label": _("neighbours kept"),
            "help": _("Share of the ten nearest neighbours that are the same on the map"),
        },
    ]  # fmt: skip


def title(params: Any) -> str:
    """What a map says of itself, in a few words."""
    said = [NAMES[params.method]]
    if params.method == "tsne":
        said.append(_("perplexity {n}").format(n=params.perplexity))
    elif params.method == "umap":
        said.append(_("{n} neighbours").format(n=params.neighbours))
        said.append(_("minimum distance {n:g}").format(n=params.min_dist))
    else:
        axes = (params.first, params.second, params.third)[: params.dimensions]
        said.append(_("components {axes}").format(axes=", ".join(map(str, axes))))
    if params.seed != 1:
        said.append(_("seed {n}").format(n=params.seed))
    return " · ".join(said)


def put(**values: Any) -> None:
    """Set parameters and make their map."""
    checked = PARAMS.checked(**values)  # JavaScript says 0 for 0.0
    controls.put(SLUG, {name: getattr(checked, name) for name in values}, PARAMS)
    st.session_state[f"{SLUG}:train"] = True


def wished(key: str) -> None:
    """What the picture asks for: another set of points, a shake, a small map made large."""
    wish = (st.session_state.get(key) or {}).get("wish")
    if not isinstance(wish, dict):
        return
    params: Any = controls.now(SLUG, PARAMS)
    try:
        if isinstance(wish.get("only"), list):
            put(only=points.packed(params, [int(row) for row in wish["only"]]))
        elif "shake" in wish and params.method != "pca":
            # After its last step nothing moves any more.
            at = min(max(1, int(wish["shake"])), params.steps, length(params)[1] - 1)
            put(shake=params.shake or 0.5, shaken_at=at, **longer(params, at + SETTLING))
            from_here(at)
        elif isinstance(wish.get("open"), dict):
            put(**{n: wish["open"][n] for n in wish["open"] if n in beside.FIELDS})
    except (Refused, ValueError, TypeError) as refused:
        if isinstance(refused, Refused):
            notice(plain(say(refused)))


def length(params: Any) -> tuple[str, int]:
    """The setting that says how many steps a map is made, and its most."""
    field = {"tsne": "iterations", "umap": "epochs"}[params.method]
    return field, int(PARAMS.specs()[field].high or 0)


def longer(params: Any, until: int) -> dict[str, int]:
    """The setting that lets a map be made until this step at least, where it must be changed."""
    field, most = length(params)
    return {} if min(most, until) <= params.steps else {field: min(most, until)}


def from_here(step: int) -> None:
    """Show the next map from this step on."""
    st.session_state[f"show {SLUG}"] = {"step": "play", "from": step}
    st.session_state[f"turn {SLUG}"] = guide.turns(SLUG) + 1


def go_on() -> None:
    """Train on from where the run stopped."""
    params: Any = controls.now(SLUG, PARAMS)
    run = runs.state(key_of(SLUG, params))
    stopped = run is not None and run.state in ("cancelled", "failed")
    at = int(run.step or 0) if run is not None and stopped else params.steps
    put(**longer(params, at + MORE))
    from_here(at)


def joined(params: Any, now: study.Study) -> str | None:
    """The run of the second map, started with the first; the one shown so far while that waits."""
    shown = f"{SLUG}:beside"
    if now.fresh:
        asked = beside.second(params)
        key = None if asked is None else key_of(SLUG, asked)
        # Beside itself a map would hold its own clock.
        st.session_state[shown] = None if key == now.run else key
        try:
            if asked is not None and key is not None and workers.state(key) is None:
                workers.submit(SLUG, asked, session=study.visitor(), again=False)
        except Refused as refused:
            notice(plain(say(refused)))
            st.session_state[shown] = None
    second: str | None = st.session_state.get(shown)
    return second


PARAMS = study.begin(SLUG)
vectors.restore(SLUG)
study.follow_language(SLUG)
told, at = guide.enter(SLUG, PARAMS)
controls.remember(SLUG, PARAMS())

params: Any = controls.now(SLUG, PARAMS)
now = study.join(SLUG, params)
second = joined(params, now)
left, right = page.halves()

shown = guide.moment(SLUG, told.scenes[at])
texts: dict[str, Any] = {
    "words": words.space(), "names": words.columns(),
    "relation_names": numbers.relation_names(),
}  # fmt: skip
with right:
    if now.run:
        key = f"space {SLUG}"
        titles = [title(params)] if now.fresh else [""]
        if second:
            titles.append(title(beside.changed(params)) if now.fresh else "")
        player.view(
            "space", SLUG, now.run, key=key, **texts, curves=curves(), beside=second,
            titles=titles, show=shown, turn=guide.turns(SLUG),
            on_wish_change=lambda: wished(key),
        )  # fmt: skip
    page.keys(SLUG, told, at)

with left:
    page.story(now, told, at)

with st.container(key="study"), st.container(key="controls"):
    boxes = st.columns([1.7, 1.3, 1], vertical_alignment="top", gap="medium")
    with boxes[0]:
        vectors.box(SLUG)
    with boxes[1]:
        beside.box(SLUG, params)
    controls.panel(SLUG, PARAMS, skip=("source", "only", "grid", "beside"))
    with boxes[2], st.container(key="go", vertical_alignment="bottom"):
        study.train_button(now)
        study.watch(now)
        if now.fresh and params.method in ("tsne", "umap"):
            st.button(
                _("Continue for {n} steps").format(n=MORE), key="go-on", width="stretch",
                on_click=go_on, disabled=not longer(params, params.steps + 1),
            )  # fmt: skip
    if params.only:
        st.button(_("Back to all points"), key="all-points", on_click=lambda: put(only=""))
    if not now.fresh:
        st.caption(_("The picture still shows the map before this change. Press Train."))

if now.run and not presenting():
    maps.small(SLUG, params, texts, wished)
    page.closing(now, told, LEARN, page.shared())
