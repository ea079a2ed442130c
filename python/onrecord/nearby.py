"""Names that somebody writes by hand, against those that are known: a slip would make somebody new."""

from __future__ import annotations

import warnings
from functools import cached_property
from typing import Any

from onrecord.correction import NEW, NOBODY, encodable
from onrecord.exceptions import outside

__all__ = ["Names", "warn"]

NEAR = 80.0
"""Of 100, how much alike two names are of which one is surely a slip of the other: a letter of five."""


class Names:
    """The names, aliases and ids of a table of entities.

    Parameters
    ----------
    entities
        The Arrow table.

    Examples
    --------
    >>> import onrecord
    >>> names = Names(onrecord.Gazetteer({"Ada Quill": ["Mayor Quill"], "Bo Reed": []}).entities.arrow)
    >>> names.problem("Ada Qill")
    "no entity is called 'Ada Qill'; did you mean 'Ada Quill'? If it is somebody else, write '(new) Ada Qill'"
    >>> names.problem("Mayor Quill"), names.problem("Cy Doe"), names.problem("(new) Ada Qill")
    (None, None, None)
    """

    def __init__(self, entities: Any) -> None:
        self._entities = entities

    @cached_property
    def _ids(self) -> set[str]:
        return set(self._entities["entity_id"].to_pylist())

    @cached_property
    def _owners(self) -> dict[str, list[str]]:
        """For each name the entities that have it: those that are called so, or else those with such an alias."""
        called = self._entities["entity"].to_pylist()
        owners: dict[str, list[str]] = {}
        for name in called:
            owners.setdefault(name, []).append(name)
        own = set(owners)
        for name, aliases in zip(called, self._entities["aliases"].to_pylist(), strict=True):
            for alias in dict.fromkeys(aliases or ()):
                if alias not in own:
                    owners.setdefault(alias, []).append(name)
        return owners

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {name.casefold(): name for name in reversed(self._owners)}

    @cached_property
    def _lowered(self) -> dict[str, set[str]]:
        lowered: dict[str, set[str]] = {}
        for name in self._entities["entity"].to_pylist():
            lowered.setdefault(name.lower(), set()).add(name)
        return lowered

    def problem(self, given: str) -> str | None:
        """Say what is doubtful about a speaker that somebody wrote; None where it is known, or like nothing known."""
        from rapidfuzz import fuzz, process

        given = given.strip()
        if given == NOBODY or given.startswith(NEW) or given in self._ids or not encodable(given):
            return None
        owners = self._owners.get(given, [])
        # Capitals make nobody somebody else.
        if len(owners or self._lowered.get(given.lower(), ())) == 1:
            return None
        insist = f"If it is somebody else, write {NEW + given!r}"
        if owners:
            return f"{given!r} may be {' or '.join(map(repr, dict.fromkeys(owners)))}; write which. {insist}"
        found = process.extractOne(given.casefold(), self._folded.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
        if found is None:
            return None
        name = self._folded[found[0]]
        owner = self._owners[name][0]
        meant = f"{owner!r}" if owner == name else f"{owner!r} (also {name!r})"
        return f"no entity is called {given!r}; did you mean {meant}? {insist}"


def warn(names: Names, given: str) -> None:
    """Warn of a speaker that is most likely a slip, at the line that wrote it."""
    problem = names.problem(given)
    if problem:
        warnings.warn(f"speaker: {problem}", stacklevel=outside())
