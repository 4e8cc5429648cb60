"""Pages of a list that a crawler can follow, and "show more" that a visitor can."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from catalog.storefront.addresses import Address

PAGE_SIZE = 24
# how much of what "show more" brought is there again when a visitor comes back
MOST_PAGES_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int
    address: Address
    is_current: bool
    follows_gap: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """The pages from `first` to `last`, of `count`; `address` is that of page 1."""

    address: Address
    first: int
    last: int
    count: int

    @classmethod
    def of(cls, data: QueryDict, *, address: Address, total: int) -> Paging:
        """The pages an address asks for: "page" is one, "upto" all up to it."""
        count = max(1, -(-total // PAGE_SIZE))
        if upto := _number(data.get("upto", "")):
            return cls(address, 1, min(upto, MOST_PAGES_AT_ONCE, count), count)
        page = min(_number(data.get("page", "")) or 1, count)
        return cls(address, page, page, count)

    @property
    def start(self) -> int:
        return (self.first - 1) * PAGE_SIZE

    @property
    def stop(self) -> int:
        return self.last * PAGE_SIZE

    def page(self, number: int) -> Address:
        return self.address.having(page=str(number) if number > 1 else "")

    @property
    def previous(self) -> Address | None:
        return self.page(self.first - 1) if self.first > 1 else None

    @property
    def next(self) -> Address | None:
        return self.page(self.last + 1) if self.last < self.count else None

    @property
    def with_next(self) -> Address:
        """Where everything is shown again once `next` has been added."""
        after = self.last + 1
        if after > MOST_PAGES_AT_ONCE:
            return self.page(after)
        return self.address.having(upto=str(after))

    @property
    def links(self) -> list[PageLink]:
        """The first page, the last one, and those around the shown ones."""
        near = {1, self.count, *range(self.first - 2, self.last + 3)}
        numbers = [number for number in sorted(near) if 1 <= number <= self.count]
        return [
            PageLink(
                number=number,
                address=self.page(number),
                is_current=self.first <= number <= self.last,
                follows_gap=number - before > 1,
            )
            for before, number in zip([0, *numbers], numbers, strict=False)
        ]


def _number(text: str) -> int:
    """A page number, 0 for whatever is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 10
    return int(text) if is_number else 0
