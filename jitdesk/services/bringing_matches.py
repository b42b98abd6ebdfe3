"""Which record of this desk a row means, and which are so like it that a person has to look: they are pointed out, never merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from jitdesk.domain import folding
from jitdesk.domain.fields import Kind
from jitdesk.domain.merge import same
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id, nfc
from jitdesk.kernel.words import Message
from jitdesk.services import consulting, resolving
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection

_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_NO_SIGN = re.compile(r"[\W_]+")


class Matches:
    """Looks for records of one kind."""

    def __init__(self, connection: Connection, standing: Standing, of: Kind) -> None:
        self._connection = connection
        self._standing = standing
        self._of = of
        self._by_value: dict[str, dict[Any, list[int]]] = {}

    @property
    def key(self) -> str:
        """The field by which people tell records of the kind apart, or "": an identity is that of its witness."""
        return self._of.code or ("witness" if self._of.narrow else "")

    @property
    def near_field(self) -> str:
        """The field by whose value records that are alike are found."""
        return self._of.code or ("name" if self._of.narrow else "witness")

    def by_id(self, id: str, place: str) -> Record:
        """The record with an id, the one in `place` where there are more; raises Refused where that leaves none, or more than one."""
        every = [one for one in queries.by_id(self._connection, id) if one.kind == self._of.name]
        found = [one for one in every if one.compartment == place] or every
        if not is_id(id) or not found:
            raise Refused("bring.no_record", id=id, kind=self._of.name)
        if len(found) > 1:
            raise Refused("bring.two_records", record=id)
        record = queries.record(self._connection, found[0].rid)
        if record is None:
            raise Refused("bring.no_record", id=id, kind=self._of.name)
        return record

    def by_key(self, text: str, place: str) -> Record | None:
        """The record that people call so, the one in `place` where there are more; archived only where there is no other."""
        whole, bare = nfc(text), nfc(text.strip())
        every = self._keyed(whole) or (self._keyed(bare) if bare != whole else [])
        found = [record for record in every if not record.get("archived")] or every
        live = [record for record in found if record.compartment == place] or found
        if len(live) > 1:
            raise Refused("bring.two_records", record=text.strip())
        return live[0] if live else None

    def _keyed(self, value: str) -> list[Record]:
        if self._of.narrow:
            value = resolving.found(self._connection, self._standing, value, "witness").id
        return self._where(self.key, value)

    def _where(self, name: str, value: Any) -> list[Record]:
        if name not in self._by_value:  # read once: a table has many rows, and most fields no index
            self._by_value[name] = lists.by_value(self._connection, self._of.name, name)
        rids = self._by_value[name].get(value, [])
        return queries.records(self._connection, self._of.name, rids) if rids else []

    def equal(self, given: Mapping[str, Any], place: str) -> str:
        """The id of a record that says all of this already, of a kind without codes; or ""."""
        if self.key:
            return ""
        name = next((name for name in ("witness", "about", self._of.title) if name in given), "")
        those = [one for one in self._where(name, given[name]) if one.compartment == place] if name else []
        for record in those:
            if consulting.protected(self._connection, [record]) or record.get("archived"):
                continue
            if all(same(record.get(field), value) for field, value in given.items()):
                return record.id
        return ""

    def near(self, given: Mapping[str, Any]) -> Iterator[Message]:
        """What a person has to know of records that are like a new one."""
        if self._of.name == "witness":
            yield from self._near_code(str(given.get("code", "")))
        elif self._of.name == "account":
            yield from self._near_account(given)
        elif self._of.narrow and _plain(str(given.get("name", ""))) in self._names:
            yield Message("bring.near_name")

    def _near_code(self, code: str) -> Iterator[Message]:
        if found := self._codes.get(_plain(code)):
            yield Message("bring.near_code", {"code": found})
        else:
            self._codes[_plain(code)] = code  # a later row may be like this one

    def _near_account(self, given: Mapping[str, Any]) -> Iterator[Message]:
        day = str(given.get("date") or "")
        for record in self._where("witness", given.get("witness")):
            if day and record.get("date") == day and not record.get("archived"):
                yield Message(
                    "bring.near_account", {"date": day, "authority": str(record.get("authority") or record.get("taken_by") or record.id)}
                )

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {_plain(code): code for code in lists.values(self._connection, self._of.name, "code")}

    @cached_property
    def _names(self) -> set[str]:
        return {_plain(name) for name in lists.values(self._connection, "identity", "name")}


def _plain(text: str) -> str:
    """What two codes or names have in common that differ in case, signs, blanks and leading zeros only."""
    return _NO_SIGN.sub("", _ZEROS.sub("", _NO_SIGN.sub(" ", folding.fold(text))))
