"""The routes as a browser meets them: states, frames parsed back, questions, caches, files."""

import asyncio
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

import engine.runs.assets
from engine.runs import tail
from engine.runs.routes import Headers, Service, routes, unpacked
from engine.runs.run import Run
from engine.runs.store import open_store
from engine.runs.workers import Workers
from engine.trace import Frame
from tests.runs.lesson_for_tests import WalkParams
from tests.runs.running import SETTINGS, ended, wait

Get = Callable[..., httpx.Response]


def asking(app: Starlette) -> Get:
    """GET as one browser would, without a socket."""

    def get(path: str, **headers: str) -> httpx.Response:
        async def fetch() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.get(path, headers=sent)

        return asyncio.run(fetch())

    return get


@pytest.fixture
def get(shared_workers: Workers) -> Get:
    return asking(Starlette(routes=routes(Service(lambda: shared_workers))))


def done(workers: Workers, params: WalkParams) -> str:
    key = workers.submit("walk", params)
    assert ended(workers, key).state == "done"
    return key


def test_a_done_run_is_described(get: Get, shared_workers: Workers) -> None:
    key = done(shared_workers, WalkParams(steps=7))
    said = get(f"/api/runs/{key}")
    assert said.headers["cache-control"] == "no-store"
    run = said.json()
    assert run.pop("seconds") >= 0
    assert run.pop("device")
    assert run == {
        "key": key, "lesson": "walk", "state": "done", "reason": None, "place": 0, "attempt": 1,
        "frames": 7, "step": 6,
    }  # fmt: skip


def test_a_failed_run_says_why_as_template_values_and_english(
    get: Get, shared_workers: Workers
) -> None:
    key = shared_workers.submit("walk", WalkParams.checked(fault="refuse"))
    ended(shared_workers, key)
    assert get(f"/api/runs/{key}").json()["reason"] == {
        "template": "The corpus {corpus} has too few words.",
        "values": {"corpus": "toy-world"},
        "text": "The corpus toy-world has too few words.",
    }


def test_a_waiting_run_says_its_place(get: Get, shared_workers: Workers) -> None:
    shared_workers.store.claim("waiting", "walk", {})
    run = get("/api/runs/waiting").json()
    assert (run["state"], run["place"], run["frames"], run["step"]) == ("queued", 1, 0, None)
    shared_workers.store.set_state("waiting", 1, "cancelled")


@pytest.mark.parametrize("path", ["", "/frames", "/ask/slope"])
def test_an_unknown_run_is_404_with_a_sentence(get: Get, path: str) -> None:
    said = get(f"/api/runs/nobody{path}")
    assert said.status_code == 404
    assert said.json()["refused"]["text"] == "There is no run “nobody” here."


def test_frames_parse_back_as_a_browser_parses_them(get: Get, shared_workers: Workers) -> None:
    # 5 float32 are 20 bytes: no frame's length is a multiple of 8 by chance of its arrays.
    key = done(shared_workers, WalkParams(steps=4, width=5))
    said = get(f"/api/runs/{key}/frames?since=1")
    body = said.content
    (length,) = struct.unpack_from("<I", body)
    head = json.loads(body[4 : 4 + length])
    assert (head["since"], head["n"], head["state"], head["attempt"]) == (1, 3, "done", 1)
    assert (4 + length) % 8 == 0
    at, trace = 4 + length, shared_workers.store.trace(key)
    for i, size in enumerate(head["sizes"], start=1):
        assert at % 8 == 0
        frame = Frame.from_bytes(body[at : at + size])
        assert frame.step == i
        np.testing.assert_array_equal(frame.arrays["place"], trace[i].arrays["place"])
        at += (size + 7) // 8 * 8
    assert at == len(body)
    assert said.headers["content-encoding"] == "identity"
    assert said.headers["content-type"] == "application/octet-stream"
    assert said.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_an_answer_ends_at_256_frames_or_about_a_megabyte(
    get: Get, shared_workers: Workers
) -> None:
    many = done(shared_workers, WalkParams(steps=300))
    sizes = []
    for since in (0, 256, 300, 900):
        head, frames = unpacked(get(f"/api/runs/{many}/frames?since={since}").content)
        sizes.append(len(frames))
        assert head["n"] == len(frames)
    assert sizes == [256, 44, 0, 0]
    # 100,000 float32 are 400 kB: two fit into a megabyte, three do not.
    large = done(shared_workers, WalkParams(steps=5, width=100_000))
    assert unpacked(get(f"/api/runs/{large}/frames?since=0").content)[0]["n"] == 2
    # 300,000 float32 are 1.2 MB: one is more than the limit, and comes all the same.
    huge = done(shared_workers, WalkParams(steps=3, width=300_000))
    assert unpacked(get(f"/api/runs/{huge}/frames?since=1").content)[0]["n"] == 1


def test_a_film_too_large_for_memory_is_read_from_the_store(
    get: Get, shared_workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "ONE_RUN", 1000)
    key = done(shared_workers, WalkParams(steps=300, seed=8))
    found = [
        frame
        for since in (0, 256)
        for frame in unpacked(get(f"/api/runs/{key}/frames?since={since}").content)[1]
    ]
    assert found == shared_workers.store.read(key, limit=300)


@pytest.mark.parametrize("since", ["-1", "x", "1e3", "99999999999999999999", "١"])
def test_a_bad_cursor_is_a_sentence(get: Get, since: str) -> None:
    said = get(f"/api/runs/any/frames?since={since}")
    assert said.status_code == 400
    assert said.json()["refused"]["text"] == f"since={since} is not a whole number from 0."


def test_a_run_is_followed_while_it_trains_and_never_cached(
    get: Get, shared_workers: Workers
) -> None:
    key = shared_workers.submit("walk", WalkParams(steps=30, pause=0.03, seed=12))
    steps: list[int] = []
    states: list[str] = []

    def follow() -> bool:
        said = get(f"/api/runs/{key}/frames?since={len(steps)}")
        head, frames = unpacked(said.content)
        steps.extend(Frame.from_bytes(frame).step for frame in frames)
        states.append(head["state"])
        cached = said.headers["cache-control"]
        assert cached.endswith("immutable") if head["state"] == "done" else cached == "no-store"
        return head["state"] == "done" and not frames

    wait(follow)
    assert steps == list(range(30))
    assert "running" in states


def test_viewers_of_one_run_read_the_store_once(
    shared_workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = done(shared_workers, WalkParams(seed=13))
    service = Service(lambda: shared_workers)
    looked = []
    read = service.store.state
    monkeypatch.setattr(
        type(service.store), "state", lambda _, key: looked.append(key) or read(key)
    )

    async def all_at_once() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(service)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            asked = [client.get(f"/api/runs/{key}/frames?since=0") for _ in range(40)]
            return await asyncio.gather(*asked)

    answers = asyncio.run(all_at_once())
    assert {answer.content for answer in answers} == {answers[0].content}
    assert unpacked(answers[0].content)[0]["n"] == 5
    assert len(looked) == 1


def test_a_new_attempt_is_told_apart(get: Get, shared_workers: Workers) -> None:
    store = shared_workers.store
    attempt = store.claim("twice", "walk", {})
    store.start("twice", attempt, "CPU")
    store.append("twice", attempt, 0, Frame(0))
    assert unpacked(get("/api/runs/twice/frames").content)[0]["attempt"] == 1
    store.set_state("twice", attempt, "cancelled")
    store.claim("twice", "walk", {})

    def renewed() -> bool:
        head, frames = unpacked(get("/api/runs/twice/frames").content)
        return head["attempt"] == 2 and frames == []

    wait(renewed)
    store.set_state("twice", 2, "cancelled")


def test_a_question_is_answered_from_the_recorded_weights(
    get: Get, shared_workers: Workers
) -> None:
    key = done(shared_workers, WalkParams(steps=4, seed=14))
    said = get(f"/api/runs/{key}/ask/slope?step=2")
    expected = shared_workers.store.trace(key)[2].weights["slope"]
    answer = said.json()
    np.testing.assert_allclose(answer["slope"], expected, rtol=1e-4)
    assert (answer["third"], answer["lost"]) == (0.33333, None)
    assert said.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_an_answer_to_a_run_that_ends_meanwhile_is_not_kept(
    shared_workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = done(shared_workers, WalkParams(steps=4))
    service = Service(lambda: shared_workers)
    film, whole = tail.Film(), shared_workers.state(key)
    assert whole is not None
    film.run = replace(whole, state="running", frames=2)

    async def looked(key: str) -> tail.Film:
        return film

    async def answered(run: Run, *_: object) -> bytes:
        film.run = whole  # it has ended while the answer was made
        return str(run.frames).encode()

    monkeypatch.setattr(service._tail(), "look", looked)
    monkeypatch.setattr(service._questions(), "answer", answered)
    get = asking(Starlette(routes=routes(service)))
    first, second = (get(f"/api/runs/{key}/ask/slope") for _ in range(2))
    assert (first.text, first.headers["cache-control"]) == ("2", "no-store")
    assert second.text == "4"
    assert second.headers["cache-control"].endswith("immutable")


def test_a_refused_and_an_unknown_question(get: Get, shared_workers: Workers) -> None:
    key = done(shared_workers, WalkParams(steps=4, seed=14))
    bad = get(f"/api/runs/{key}/ask/slope?step=-1")
    assert (bad.status_code, bad.headers["cache-control"]) == (400, "no-store")
    assert bad.json()["refused"] == {
        "template": "step={step} is not a step of this run.",
        "values": {"step": -1},
        "text": "step=-1 is not a step of this run.",
    }
    unknown = get(f"/api/runs/{key}/ask/meaning")
    assert unknown.status_code == 404
    assert unknown.json()["refused"]["text"] == ("The lesson walk answers no question “meaning”.")


def test_ready_says_what_answers(tmp_path: Path, shared_workers: Workers, get: Get) -> None:
    wait(lambda: get("/api/ready").status_code == 200)
    assert get("/api/ready").json() == {"store": True, "workers": True}
    (tmp_path / "file").write_text("")
    broken = Workers(open_store(f"sqlite:///{tmp_path}/file/runs.db", tmp_path), SETTINGS)
    said = asking(Starlette(routes=routes(Service(lambda: broken))))("/api/ready")
    assert (said.status_code, said.json()) == (503, {"store": False, "workers": False})
    frames = asking(Starlette(routes=routes(Service(lambda: broken))))("/api/runs/k/frames")
    assert frames.status_code == 503
    assert frames.json()["refused"]["text"].startswith("The run store cannot be read: ")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "assets"
    (made / "js").mkdir(parents=True)
    (made / "js" / "run.js").write_text("// film\n" * 400)
    (made / ".hidden").write_text("no")
    (tmp_path / "secret.txt").write_text("no")
    (made / "link.txt").symlink_to(tmp_path / "secret.txt")
    find = engine.runs.assets.find
    monkeypatch.setattr(engine.runs.assets, "find", lambda path: find(path, made))
    return made


def test_an_asset_is_compressed_tagged_and_asked_again(get: Get, folder: Path) -> None:
    plain = get("/assets/js/run.js", accept_encoding="identity")
    assert plain.text == "// film\n" * 400
    assert plain.headers["content-type"].startswith("text/javascript")
    assert plain.headers["cache-control"] == "no-cache"
    small = get("/assets/js/run.js", accept_encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < 200
    assert small.text == plain.text
    again = get("/assets/js/run.js", if_none_match=plain.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    (folder / "js" / "run.js").write_text("// another\n")
    changed = get("/assets/js/run.js", if_none_match=plain.headers["etag"])
    assert changed.text == "// another\n"


def test_an_asset_with_its_version_lasts_for_ever(get: Get, folder: Path) -> None:
    link = engine.runs.assets.link("js/run.js")
    assert link.startswith("/assets/js/run.js?v=")
    assert get(link).headers["cache-control"] == "public, max-age=31536000, immutable"
    module = get("/assets/v-0123abc/js/run.js")
    assert module.text == "// film\n" * 400
    assert module.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert get("/assets/v-0123abc/../secret.txt").status_code == 404
    (folder / "js" / "run.js").write_text("// another\n")
    assert engine.runs.assets.link("js/run.js") != link
    with pytest.raises(FileNotFoundError):
        engine.runs.assets.link("js/none.js")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "js/../../secret.txt",
        "..%5csecret.txt",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "js/%00run.js",
        ".hidden",
        "link.txt",
        "js",
        "none.js",
        "",
    ],
)
def test_nothing_outside_the_assets_is_served(get: Get, folder: Path, path: str) -> None:
    assert get(f"/assets/{path}").status_code == 404


def test_plotly_comes_from_its_package(get: Get) -> None:
    said = get("/assets/vendor/plotly.min.js", accept_encoding="gzip")
    assert said.headers["content-encoding"] == "gzip"
    assert len(said.content) > 1_000_000
    assert "plotly.js v" in said.text[:300]


def test_every_answer_carries_the_safety_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = asking(Starlette(routes=routes(), middleware=[Middleware(Headers)]))
    said = safe("/assets/none").headers
    assert said["x-content-type-options"] == "nosniff"
    assert said["content-security-policy"] == "frame-ancestors 'self'"
    assert said["referrer-policy"] == "strict-origin-when-cross-origin"
    monkeypatch.setenv("LEXISCOPE_FRAME_ANCESTORS", "https://school.example; script-src *")
    framed = asking(Starlette(routes=routes(), middleware=[Middleware(Headers)]))
    policy = framed("/assets/none").headers["content-security-policy"]
    assert policy == "frame-ancestors https://school.example script-src *"
