"""Who is who after entities were merged and split, step by step in the order in which it was said."""

from __future__ import annotations

__all__ = ["Identities"]

Key = tuple[str | None, str]
"""An id as it was found, in one document or (None) in all that are not told apart."""


class Group:
    """Ids that stand for one entity."""

    __slots__ = ("keys", "name")

    def __init__(self, name: str, keys: set[Key]) -> None:
        self.name = name
        self.keys = keys


class Identities:
    """What each id that was found stands for.

    Merging a into b and then b into c leaves c; merging a into b and then b into a leaves a: the later says which of
    the two names stays.

    Examples
    --------
    >>> who = Identities()
    >>> who.merge("a", "b"); who.split("d1", "b", "b~2"); who.merge("b", "c")
    >>> who.of("a"), who.of("a", "d1"), who.of("b", "d2"), who.of("z")
    ('c', 'b~2', 'c', 'z')
    """

    def __init__(self) -> None:
        self._group: dict[Key, Group] = {}
        self._named: dict[str, Group] = {}

    def of(self, entity_id: str, doc_id: str | None = None) -> str:
        """Give the id that an id stands for, in a document or where none is told apart."""
        group = self._group.get((doc_id, entity_id)) or self._group.get((None, entity_id))
        return group.name if group else entity_id

    def _meet(self, entity_id: str) -> Group:
        """Give what stands for an id, which is itself from the first time it is named."""
        group = self._named.setdefault(entity_id, Group(entity_id, set()))
        if self._group.setdefault((None, entity_id), group) is group:
            group.keys.add((None, entity_id))
        return group

    def merge(self, entity_id: str, into: str) -> None:
        """Let all that stands for an id stand for another."""
        gone, kept = self._meet(entity_id), self._meet(into)
        if gone is kept:
            return
        # The smaller moves, so that a long chain of merges takes few steps.
        if len(gone.keys) > len(kept.keys):
            gone, kept = kept, gone
        for key in gone.keys:
            self._group[key] = kept
        kept.keys |= gone.keys
        kept.name, gone.name = into, entity_id
        gone.keys = set()
        self._named[into], self._named[entity_id] = kept, gone

    def split(self, doc_id: str, entity_id: str, into: str) -> None:
        """Let what stands for an id in one document stand for another."""
        whole, part = self._meet(entity_id), self._meet(into)
        if whole is part:
            return
        for where, name in list(whole.keys):
            if where is None and (doc_id, name) not in self._group:
                self._put((doc_id, name), part)
            elif where == doc_id:
                whole.keys.discard((where, name))
                self._put((where, name), part)

    def _put(self, key: Key, group: Group) -> None:
        self._group[key] = group
        group.keys.add(key)

    def changed(self) -> dict[str, str]:
        """Give the ids that stand for another in all documents that are not told apart."""
        return {key[1]: group.name for key, group in self._group.items() if key[0] is None and key[1] != group.name}

    def apart(self) -> dict[tuple[str, str], str]:
        """Give what ids stand for in documents that are told apart."""
        return {(key[0], key[1]): group.name for key, group in self._group.items() if key[0] is not None}
