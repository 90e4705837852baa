"""Stock indicators month by month: the last month is the indicator's own value, an earlier one the row that reported it."""

from __future__ import annotations

from pipelines.home import Home
from pipelines.warehouse.query import read


def test_the_last_month_is_the_indicators_own_figure(small_home: Home) -> None:
    rows = read(
        small_home,
        """
        select whole.period, whole.indicator, whole.hamlet, whole.numerator, whole.denominator, whole.value,
            last.numerator as last_numerator, last.denominator as last_denominator, last.value as last_value
        from fct_indicator as whole
        inner join seed_indicator as seed using (indicator)
        left join (
            select *, row_number() over (partition by period, indicator, hamlet order by as_of_date desc) as place
            from fct_indicator_month
        ) as last on whole.period = last.period and whole.indicator = last.indicator and whole.hamlet = last.hamlet and last.place = 1
        where seed.model = 'int_indicator_stock' and whole.value is not null
        """,
    )
    assert len({row["indicator"] for row in rows}) == 5
    assert {row["period"] for row in rows} >= {"2026-Q1", "2026-Q2", "2026"}
    for row in rows:
        assert (row["numerator"], row["denominator"], row["value"]) == (row["last_numerator"], row["last_denominator"], row["last_value"])


def test_every_hamlets_month_is_a_row_of_a_file(small_home: Home) -> None:
    rows = read(
        small_home,
        """
        select month.indicator, month.numerator, figure.amount from fct_indicator_month as month
        inner join seed_indicator as seed using (indicator)
        left join int_figure as figure
            on month.file_sha256 = figure.file_sha256 and month.sheet = figure.sheet and month.row_number = figure.row_number
            and figure.figure = seed.numerator_figure and figure.hamlet_code = month.hamlet
        where month.hamlet <> 'ALL' and month.period = '2026-Q2'
        """,
    )
    assert len(rows) == 5 * 8 * 6, "five indicators, eight hamlets, the quarter's months and the three before"
    assert all(row["numerator"] == row["amount"] for row in rows)
