"""Tokens of a published model as a person reads them: the piece of text, without marks of bytes.

Tokenizers mark where a word begins (Ġ of byte-level BPE, ▁ of SentencePiece) or goes on (## of
WordPiece). Here a piece that goes on within a word has a dot before it: un ·believ ·able.
"""

import re
from collections.abc import Callable
from typing import Any

#: Marks that a word begins here, and those of spaces and line ends in bytes.
BEGINS = ("Ġ", "▁")
#: What cannot be seen is named by a sign.
UNSEEN = {"\n": "↵", "\t": "⇥", " ": "␣"}
#: A part of a sign that is several bytes, and any other that cannot be printed.
LOST = "�"
#: Signs that are words by themselves: nothing goes on within them.
ALONE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
#: Letters of a piece that are shown.
SHOWN = 24


def cut(tokenizer: Any, text: str, most: int) -> tuple[list[int], list[str], bool]:
    """Numbers and readable pieces of `text`, at most so many, and whether there were more."""
    spans = bool(tokenizer.is_fast)
    whole = tokenizer(text, return_offsets_mapping=spans)
    more = len(whole["input_ids"]) > most
    if more:  # once more, so that signs which close a text are not cut away
        whole = tokenizer(text, return_offsets_mapping=spans, truncation=True, max_length=most)
    ids, name = list(whole["input_ids"])[:most], namer(tokenizer)
    if not spans:
        return ids, [name(number) for number in ids], more
    special = set(tokenizer.all_special_ids)
    places = [
        (0, 0) if n in special else at for n, at in zip(ids, whole["offset_mapping"], strict=False)
    ]
    pieces = _pieces(text, places)
    return ids, [piece or name(n) for piece, n in zip(pieces, ids, strict=True)], more


def _pieces(text: str, places: list[tuple[int, int]]) -> list[str]:
    """What stands in the text at each place, "" where a token stands for no part of it."""
    before, found = (-1, -1), []
    for start, stop in places:
        piece = text[start:stop]
        bare = piece.lstrip()
        # One sign that is many bytes may be many tokens, all of them of the same place.
        again = bool(piece) and (start, stop) == before
        inside = bare == piece and start == before[1] and start > 0
        goes_on = again or (inside and _within(text[start - 1], piece[:1]))
        found.append(shown(bare or piece, goes_on) if piece else "")
        before = (start, stop)
    return found


def _within(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and not ALONE.match(left) and not ALONE.match(right)


def shown(piece: str, goes_on: bool) -> str:
    """A piece that can be seen, with a dot where it goes on within a word."""
    if not piece.strip():
        seen = "".join(UNSEEN.get(sign, "␣") for sign in piece)
    else:
        seen = "".join(sign if sign.isprintable() else UNSEEN.get(sign, LOST) for sign in piece)
    return ("·" if goes_on else "") + seen[:SHOWN]


def namer(tokenizer: Any) -> Callable[[int], str]:
    """The function that names a token by itself, as the model may say it: “the”, “·ing”, “↵”."""
    special = set(tokenizer.all_special_ids)
    # Where no token is marked as the beginning of a word, none can be said to go on within one.
    marked = any(token.startswith(BEGINS) for token in tokenizer.get_vocab())

    def name(number: int) -> str:
        raw = tokenizer.convert_ids_to_tokens(int(number))
        if raw is None:
            return "–"
        if number in special:
            return str(raw)[:SHOWN]
        if raw.startswith("##"):
            return shown(raw[2:], True)
        said = tokenizer.decode([int(number)])
        begins = not marked or raw.startswith(BEGINS)
        letter = said[:1].isalnum() and not ALONE.match(said)
        return shown(said.strip() or said or str(raw), not begins and letter)

    return name
