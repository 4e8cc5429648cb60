from __future__ import annotations

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from catalog.categories.tree import category_tree
from catalog.testing import make_category

pytestmark = pytest.mark.django_db


def test_the_tree_is_read_in_one_query_and_then_kept(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    table = make_category("Table", position=1)
    home = make_category("Home", position=0)
    cups = make_category("Cups", parent=table)
    mugs = make_category("Mugs", parent=cups)

    with django_assert_num_queries(1):
        tree = category_tree()
        category_tree()

    assert [str(root) for root in tree.roots] == ["Home", "Table"]
    place = tree.by_id[mugs.pk]
    assert [node.name for node in place.lineage] == ["Table", "Cups", "Mugs"]
    assert tree.by_id[table.pk].ids == [table.pk, cups.pk, mugs.pk]
    assert tree.by_id[home.pk].children == []


def test_a_renamed_category_is_renamed_at_once() -> None:
    table = make_category("Table")
    assert str(category_tree().roots[0]) == "Table"

    table.name = "Kitchen table"
    table.save()

    assert str(category_tree().roots[0]) == "Kitchen table"


def test_a_deleted_category_is_gone_at_once() -> None:
    table = make_category("Table")
    category_tree()

    table.delete()

    assert category_tree().roots == []


def test_names_come_in_the_language_of_the_page_else_in_english() -> None:
    make_category("Table", name_lv="Galds", position=1)
    make_category("Home", position=2)

    with override("lv"):
        names = [(node.name, node.name_language) for node in category_tree().roots]

    assert names == [("Galds", "lv"), ("Home", "en")]


def test_a_subtree_moves_with_its_root() -> None:
    table, home = make_category("Table"), make_category("Home")
    cups = make_category("Cups", parent=table)
    mugs = make_category("Mugs", parent=cups)

    cups.parent = home
    cups.save()

    mugs.refresh_from_db()
    assert mugs.path == f"{home.pk}/{cups.pk}/{mugs.pk}/"
    assert category_tree().by_id[home.pk].ids == [home.pk, cups.pk, mugs.pk]
