"""Faults of the three monthly stocks: police, Health Station, Service Centre.

Belongs here: one small planter a fault. Does not belong here: the registry of them (``faults.py``).
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import timedelta

from pipelines.demo import periods
from pipelines.demo.planting import CannotPlantError, Commune, Finding, Planting, Spot, hamlet_words, holding
from pipelines.demo.sheets import rate
from pipelines.demo.spelling import unmarked

BLOCKING, WARNING, INFO = "blocking", "warning", "info"
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def _words(spot: Spot) -> str:
    return f"tháng {int(spot.month[-2:])}/{spot.month[:4]}"


def stock_decreased(commune: Commune, spot: Spot) -> Planting:
    """A cumulative figure 5% below the month before."""
    before = commune.stocks(periods.shift(spot.month, -1), spot.hamlet).books
    fallen = before - max(round(before * 0.05), 1)
    planted = commune.with_cells("health_book", spot.month, spot.hamlet, books=fallen)
    finding = Finding("stock_decreased", "health_book", spot.hamlet, spot.month, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: sổ sức khỏe lũy kế {_words(spot)} giảm từ {before} còn {fallen}"
    return Planting("stock_decreased", planted, (finding,), holding(spot, "health_book"), note=note)


def stock_decreased_little(commune: Commune, spot: Spot) -> Planting:
    """The same within 2%: shown, not held."""
    before = commune.stocks(periods.shift(spot.month, -1), spot.hamlet)
    fallen = before.level2 - max(round(before.level2 * 0.008), 1)
    planted = commune.with_cells("vneid", spot.month, spot.hamlet, level2=fallen, level2_rate=rate(fallen, before.police_population))
    planted = planted.believing_stocks(spot.month, spot.hamlet, level2=fallen)
    finding = Finding("stock_decreased", "vneid", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: VNeID mức 2 {_words(spot)} giảm nhẹ"
    return Planting("stock_decreased", planted, (finding,), note=note)


def spike(commune: Commune, spot: Spot) -> Planting:
    """Twenty points more in a month, while the others move by two."""
    stocks = commune.stocks(spot.month, spot.hamlet)
    holders = stocks.holders + round(stocks.centre_adults * 0.2)
    planted = commune.with_cells("signature", spot.month, spot.hamlet, holders=holders)
    finding = Finding("spike", "signature", spot.hamlet, spot.month, BLOCKING)
    also = (Finding("one_takes_all", "signature", spot.hamlet, spot.month, WARNING),)
    note = f"{hamlet_words(commune, spot)}: chữ ký số {_words(spot)} tăng vọt lên {holders}"
    return Planting("spike", planted, (finding,), holding(spot, "digital_signature"), also, note)


def commune_break(commune: Commune, spot: Spot) -> Planting:
    """Every hamlet up by twelve points and a half at once."""
    planted, held = commune, set()
    for hamlet in commune.truth.hamlets_on(commune.truth.month_end(spot.month)):
        stocks = commune.stocks(spot.month, hamlet.code)
        planted = planted.with_cells("signature", spot.month, hamlet.code, holders=stocks.holders + round(stocks.centre_adults * 0.125))
        held.add((spot.quarter, "digital_signature", hamlet.code))
    finding = Finding("commune_break", "signature", "", spot.month, BLOCKING)
    return Planting("commune_break", planted, (finding,), frozenset(held), note=f"Chữ ký số {_words(spot)} của mọi xóm cùng tăng vọt")


def one_takes_all(commune: Commune, spot: Spot) -> Planting:
    """All others stand still for the quarter; one rises by four points and a half each month."""
    base_month = periods.shift(spot.months[0], -1)
    if base_month not in commune.truth.months:
        raise CannotPlantError("one_takes_all needs the quarter before")
    planted = commune
    for step, month in enumerate(spot.months, start=1):
        for hamlet in commune.truth.hamlets_on(commune.truth.month_end(month)):
            base = commune.stocks(base_month, hamlet.code)
            rise = max(round(base.centre_adults * 0.045), 8) * step if hamlet.code == spot.hamlet else 0
            planted = planted.with_cells("signature", month, hamlet.code, holders=base.holders + rise)
            planted = planted.believing_stocks(month, hamlet.code, holders=base.holders + rise)
    finding = Finding("one_takes_all", "signature", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: gần như toàn bộ chữ ký số tăng thêm trong quý"
    return Planting("one_takes_all", planted, (finding,), note=note)


def hamlet_missing(commune: Commune, spot: Spot) -> Planting:
    """The hamlet's row is not there."""
    sheet = commune.sheet("vneid", spot.month)
    planted = commune.swapped(sheet, sheet.without_row(sheet.row_of(spot.hamlet)))
    finding = Finding("hamlet_missing", "vneid", spot.hamlet, spot.month, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: vắng trong biểu VNeID {_words(spot)}"
    return Planting("hamlet_missing", planted, (finding,), holding(spot, "vneid_level2"), note=note)


def duplicate_conflict(commune: Commune, spot: Spot) -> Planting:
    """The hamlet stands twice with different figures."""
    sheet = commune.sheet("health_book", spot.month)
    books = commune.stocks(spot.month, spot.hamlet)
    again = {**sheet.rows[sheet.row_of(spot.hamlet)], "books": books.books + 3, "books_new": books.books_new + 3}
    planted = commune.swapped(sheet, sheet.with_row(again))
    finding = Finding("duplicate_conflict", "health_book", spot.hamlet, spot.month, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: có hai dòng khác nhau trong biểu sổ sức khỏe {_words(spot)}"
    return Planting("duplicate_conflict", planted, (finding,), holding(spot, "health_book"), note=note)


def misspelled(name: str) -> str:
    """Another name: the last syllable's tone changed, or a letter after the number."""
    *first, last = name.split(" ")
    if last.isdigit():
        return f"{name}B"
    letters = unicodedata.normalize("NFD", last)
    tone = "\u0309" if "\u0309" not in letters else "\u0301"
    bare = "".join(letter for letter in letters if letter not in _TONES)
    vowels = [place for place, letter in enumerate(bare) if letter.lower() in "aeiouy"]
    at = vowels[-1] if vowels[-1] == len(bare) - 1 and len(vowels) == 1 else vowels[0]
    while at + 1 < len(bare) and unicodedata.combining(bare[at + 1]):
        at += 1
    changed = unicodedata.normalize("NFC", bare[: at + 1] + tone + bare[at + 1 :])
    return " ".join([*first, changed])


def unknown_hamlet(commune: Commune, spot: Spot) -> Planting:
    """The name has another mark: it may be another place, so the row is refused and the hamlet is missing."""
    wrong = misspelled(hamlet_words(commune, spot))
    planted = commune.with_cells("signature", spot.month, spot.hamlet, hamlet=wrong)
    findings = (
        Finding("unknown_hamlet", "signature", "", spot.month, WARNING),
        Finding("hamlet_missing", "signature", spot.hamlet, spot.month, BLOCKING),
    )
    note = f"{hamlet_words(commune, spot)}: bị viết thành «{wrong}» trong biểu chữ ký số {_words(spot)}"
    return Planting("unknown_hamlet", planted, findings, holding(spot, "digital_signature"), note=note)


def ambiguous_hamlet(commune: Commune, spot: Spot) -> Planting:
    """A name that two hamlets answer to: typed without marks, or without its old commune. Chooses its own hamlet."""
    present = commune.truth.hamlets_on(commune.truth.month_end(spot.month))
    plain = [unmarked(hamlet.name).lower() for hamlet in present]
    twins = [hamlet.code for hamlet, key in zip(present, plain, strict=True) if plain.count(key) > 1]
    if not twins:
        raise CannotPlantError("no two hamlets have names alike")
    there = replace(spot, hamlet=spot.hamlet if spot.hamlet in twins else twins[0])
    words = hamlet_words(commune, there)
    typed = unmarked(words).lower()
    planted = commune.with_cells("vneid", there.month, there.hamlet, hamlet=typed)
    findings = (
        Finding("ambiguous_hamlet", "vneid", "", there.month, BLOCKING),
        Finding("hamlet_missing", "vneid", there.hamlet, there.month, BLOCKING),
    )
    note = f"{words}: viết là «{typed}», trùng với xóm khác, trong biểu VNeID {_words(there)}"
    return Planting("ambiguous_hamlet", planted, findings, holding(there, "vneid_level2"), note=note)


def not_a_count(commune: Commune, spot: Spot) -> Planting:
    """Words in a count column."""
    typed = f"khoảng {commune.stocks(spot.month, spot.hamlet).holders}"
    planted = commune.with_cells("signature", spot.month, spot.hamlet, holders=typed)
    finding = Finding("not_a_count", "signature", spot.hamlet, spot.month, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: cột chữ ký số {_words(spot)} ghi chữ «{typed}»"
    return Planting("not_a_count", planted, (finding,), holding(spot, "digital_signature"), note=note)


def figure_missing(commune: Commune, spot: Spot) -> Planting:
    """The row is there, the figure is not."""
    planted = commune.with_cells("health_book", spot.month, spot.hamlet, books=None)
    finding = Finding("figure_missing", "health_book", spot.hamlet, spot.month, BLOCKING)
    note = f"{hamlet_words(commune, spot)}: ô sổ sức khỏe lũy kế {_words(spot)} để trống"
    return Planting("figure_missing", planted, (finding,), holding(spot, "health_book"), note=note)


def rate_disagrees(commune: Commune, spot: Spot) -> Planting:
    """The stated rate is three points off."""
    stocks = commune.stocks(spot.month, spot.hamlet)
    stated = replace(true := rate(stocks.level2, stocks.police_population), points=round(true.points - 3, 2))
    planted = commune.with_cells("vneid", spot.month, spot.hamlet, level2_rate=stated)
    finding = Finding("rate_disagrees", "vneid", spot.hamlet, spot.month, WARNING)
    return Planting("rate_disagrees", planted, (finding,), note=f"{hamlet_words(commune, spot)}: tỷ lệ VNeID {_words(spot)} ghi sai")


def denominator_disagrees(commune: Commune, spot: Spot) -> Planting:
    """The police count 9% more people than the registry."""
    people = commune.truth.hamlet_on(spot.hamlet, commune.truth.month_end(spot.month)).population
    counted = round(people * 1.09)
    level2 = commune.stocks(spot.month, spot.hamlet).level2
    planted = commune.with_cells("vneid", spot.month, spot.hamlet, population=counted, level2_rate=rate(level2, counted))
    finding = Finding("denominator_disagrees", "vneid", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: dân số công an {counted}, danh mục {people}"
    return Planting("denominator_disagrees", planted, (finding,), note=note)


def level_order(commune: Commune, spot: Spot) -> Planting:
    """More accounts of both levels than people eligible."""
    stocks = commune.stocks(spot.month, spot.hamlet)
    planted = commune.with_cells("vneid", spot.month, spot.hamlet, level1=stocks.eligible - stocks.level2 + 7)
    finding = Finding("level_order", "vneid", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: VNeID mức 1 và mức 2 cộng lại vượt số đủ điều kiện"
    return Planting("level_order", planted, (finding,), note=note)


def heaping(commune: Commune, spot: Spot) -> Planting:
    """Every figure of the quarter rounded to tens: up, but for level 1."""
    planted = commune
    for month in spot.months:
        one = commune.stocks(month, spot.hamlet)
        people, eligible, level2 = (-(-figure // 10) * 10 for figure in (one.police_population, one.eligible, one.level2))
        level1 = max(one.level1 // 10 * 10, 10)
        cells = {"population": people, "eligible": eligible, "level1": level1, "level2": level2}
        planted = planted.with_cells("vneid", month, spot.hamlet, **cells, level2_rate=rate(level2, people))
        planted = planted.believing_stocks(month, spot.hamlet, level2=level2)
    finding = Finding("heaping", "vneid", spot.hamlet, spot.month, WARNING)
    note = f"{hamlet_words(commune, spot)}: mọi số VNeID trong quý đều tròn chục"
    return Planting("heaping", planted, (finding,), note=note)


def stale_file(commune: Commune, spot: Spot) -> Planting:
    """Last month's figures of every hamlet again, under this month's title."""
    planted, before = commune, periods.shift(spot.month, -1)
    for hamlet in commune.truth.hamlets_on(commune.truth.month_end(spot.month)):
        old = commune.stocks(before, hamlet.code)
        planted = planted.with_cells("signature", spot.month, hamlet.code, holders=old.holders)
        planted = planted.believing_stocks(spot.month, hamlet.code, holders=old.holders)
    finding = Finding("stale_copy", "signature", "", spot.month, WARNING)
    return Planting("stale_copy", planted, (finding,), note=f"Biểu chữ ký số {_words(spot)} chép nguyên tháng trước")


def period_conflict(commune: Commune, spot: Spot) -> Planting:
    """The file is named for the month before; its title is right."""
    sheet, before = commune.sheet("signature", spot.month), commune.sheet("signature", periods.shift(spot.month, -1))
    planted = commune.swapped(sheet, replace(sheet, name=f"{before.name} (1)"))
    finding = Finding("period_conflict", "signature", "", spot.month, WARNING)
    return Planting("period_conflict", planted, (finding,), note=f"Biểu chữ ký số {_words(spot)}: tên tệp ghi tháng trước")


def resubmitted(commune: Commune, spot: Spot) -> Planting:
    """The Health Station sends the month again with four books more in one hamlet."""
    sheet = commune.sheet("health_book", spot.month)
    one = commune.stocks(spot.month, spot.hamlet)
    cells = {"books": one.books + 4, "books_new": one.books_new + 4}
    again = replace(
        sheet.with_cells(sheet.row_of(spot.hamlet), **cells), name=f"{sheet.name}_gui lai", received=sheet.received + timedelta(days=3)
    )
    planted = commune.swapped(sheet, sheet, again).believing_stocks(spot.month, spot.hamlet, **cells)
    finding = Finding("resubmitted", "health_book", "", spot.month, INFO)
    return Planting("resubmitted", planted, (finding,), note=f"Trạm Y tế gửi lại biểu sổ sức khỏe {_words(spot)}")
