"""Tables, ratios and the place in a document."""

from __future__ import annotations

import json
import math

import pytest
from contenders import AVX2, OURS, Contender
from tables import BEGIN, END, HEAD, Result, markdown, plain, table, with_section


def results() -> list[Result]:
    """Ours and another's, free and held back, with one and two threads."""
    peer = Contender("peer")
    made = []
    for threads in (1, 2):
        made += [
            Result(OURS[0], threads, 0.2, 0.203, [4.0, 2.0, 3.0]),
            Result(OURS[1], threads, 0.2, 0.203, [1.0, 1.0]),
            Result(peer, threads, 0.2, None, [6.0 / threads, 8.0], difference=0.5),
            Result(Contender(OURS[0].name, OURS[0].ours, AVX2, {}), threads, 0.2, 0.203, [4.0]),
            Result(Contender(OURS[1].name, OURS[1].ours, AVX2, {}), threads, 0.2, 0.203, [3.0]),
            Result(Contender("peer", (), AVX2, {}), threads, 0.2, None, [12.0]),
        ]
    return made


def test_ratios_are_of_minima_and_of_like_with_like() -> None:
    rows = table(results())
    assert rows[0] == HEAD and len(rows) == 13
    assert rows[1] == ["20.3%", "1", OURS[0].name, "2.0", "3.0", "1.00", "2.00", "0"]
    assert rows[3] == ["20.3%", "1", "peer", "6.0", "7.0", "3.00", "6.00", "0.5"]
    assert rows[6] == ["20.3%", "1", "peer, AVX2", "12.0", "12.0", "3.00", "4.00", "0"]
    assert rows[9] == ["20.3%", "2", "peer", "3.0", "5.5", "1.50", "3.00", "0.5"]


def test_columns_stand_side_by_side() -> None:
    lines = plain(table(results())).splitlines()
    place = lines[0].index("contender")
    assert lines[3][place:].startswith("peer ") and not any(line.endswith(" ") for line in lines)


def test_markdown_has_a_rule_below_its_head() -> None:
    assert markdown([["a", "b"], ["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize(
    ("name", "difference", "expected"),
    [
        ("peer", 0.0, False),
        ("peer", 1e-30, True),
        ("peer", math.nan, True),
        ("peer (lossy)", 1.0, False),
    ],
)
def test_equals_must_equal(name: str, difference: float, expected: bool) -> None:
    assert Result(Contender(name), 1, 0.2, difference=difference).is_wrong == expected


def test_results_are_json() -> None:
    read = json.loads(json.dumps(results()[5].json()))
    assert read["name"] == "peer, AVX2" and read["times"] == [12.0] and read["threads"] == 1


def test_a_section_is_replaced() -> None:
    first = with_section("", "one")
    assert first == f"{BEGIN}\n\none\n\n{END}\n"
    assert with_section(f"a\n{first}b", "two\n") == f"a\n{BEGIN}\n\ntwo\n\n{END}\nb"


@pytest.mark.parametrize("document", ["text", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_document_without_a_place_is_left_alone(document: str) -> None:
    with pytest.raises(ValueError, match="no place"):
        with_section(document, "text")
