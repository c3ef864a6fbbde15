"""What a refusal says, as a person reads it."""

import pytest

from engine.sentences import Refused
from engine.vectors.files import read


def refusal(data: bytes | str, metadata: str | None = None) -> str:
    """The sentence with which a file called “my.txt” is refused."""
    content = data.encode() if isinstance(data, str) else data
    with pytest.raises(Refused) as refused:
        read(content, "my.txt", None if metadata is None else metadata.encode())
    return str(refused.value)
