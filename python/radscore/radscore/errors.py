"""The errors: each says what was got, what was wanted and what to do."""

from __future__ import annotations

from typing import Any


class RadscoreError(Exception):
    """What radscore cannot do. The fields are those of the engine; the message is made of them.

    ``code``: a stable word for the cause, such as ``label-missing``; ``file``: the file that it is about, if any.
    """

    def __init__(
        self, code: str, got: str, wanted: str, remedy: str, file: str | None = None, words: str | None = None
    ) -> None:
        self.code = code
        self.got = got
        self.wanted = wanted
        self.remedy = remedy
        self.file = file
        self.words = words
        where = f"{file}: " if file else ""
        message = f"{where}got {got}; wanted {wanted}. {remedy}".strip()
        super().__init__(f"{words} {message}" if words else message)

    def __reduce__(self) -> tuple[Any, ...]:
        # Pools of processes send exceptions home pickled.
        return (type(self), (self.code, self.got, self.wanted, self.remedy, self.file, self.words))

    def beginning_with(self, words: str) -> RadscoreError:
        """The same error, whose message begins with other words."""
        return type(self)(self.code, self.got, self.wanted, self.remedy, self.file, words)


class InputRefused(RadscoreError, ValueError):
    """An image, a mask or a setting that cannot be used."""


class EngineFailed(RadscoreError, RuntimeError):
    """The engine could not be started, ended before it answered, or made a mistake of its own."""


class NotAvailable(RadscoreError, NotImplementedError):
    """Something that PyRadiomics has and this package does not."""


class NotInShim(NotAvailable, AttributeError):
    """An attribute of PyRadiomics that this package has not: to ``hasattr`` it is not there."""
