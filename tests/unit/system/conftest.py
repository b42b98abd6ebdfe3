"""What the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from jitdesk.kernel.errors import Refused

Refusal = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def refused() -> Refusal:
    """`with refused(key, name=value…)`: the body is refused with that key, and these among its arguments."""

    @contextmanager
    def expect(key: str, **arguments: object) -> Iterator[None]:
        with pytest.raises(Refused) as error:
            yield
        assert error.value.key == key
        assert arguments.items() <= error.value.arguments.items()

    return expect
