"""A run as pandas tables, for notebooks and for further work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.tables import indicator_rows

if TYPE_CHECKING:
    import pandas as pd

    from pvlift.study.answers.course import Course
    from pvlift.study.plan.outcome import Outcome


def ledger_frame(outcome: Course) -> pd.DataFrame:
    """Money: one row per account, payer and payee; one column per year. [CNY]"""
    import pandas as pd

    rows = outcome.money_rows
    index = pd.MultiIndex.from_tuples(
        [(row.name, row.payer, row.payee) for row in rows], names=["account", "from", "to"]
    )
    n_years = outcome.books.ledger.n_years
    values = np.array([row.cny for row in rows]).reshape(len(rows), n_years + 1)
    return pd.DataFrame(values, index, pd.RangeIndex(n_years + 1, name="year"))


def energy_frame(outcome: Course) -> pd.DataFrame:
    """Energy: one row per operating year. [kWh]"""
    import pandas as pd

    n_years = outcome.books.ledger.n_years
    index = pd.RangeIndex(1, n_years + 1, name="year")
    return pd.DataFrame(outcome.years_kwh, index)


def indicator_frame(outcome: Course, lang: str = "en") -> pd.DataFrame:
    """Indicators: value, kind of unit and, where there is no value, the reason in words."""
    import pandas as pd

    rows = indicator_rows(outcome)
    return pd.DataFrame(
        {
            "value": [row.value for row in rows],
            "unit": [row.kind for row in rows],
            "note": [row.note.text(lang) if row.note else "" for row in rows],
        },
        index=pd.Index([row.key for row in rows], name="indicator"),
    )


def draws_frame(outcome: Outcome) -> pd.DataFrame:
    """Indicators and promise: one row per draw."""
    import pandas as pd

    promise = outcome.promise
    columns = outcome.indicators._asdict() | {
        "promise_kept": promise.kept,
        "first_shortfall_year": promise.first_shortfall_year,
        "reserve_needed_cny": promise.reserve_needed_cny,
    }
    index = pd.RangeIndex(outcome.books.ledger.n_draws, name="draw")
    return pd.DataFrame({name: np.asarray(values) for name, values in columns.items()}, index)
