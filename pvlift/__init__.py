"""pvlift: can rooftop PV plus a subsidy pay for lifts while the residents pay nothing?

`load` a scenario file, then ask: `run`, `montecarlo`, `sensitivity`, `minimum_subsidy` (all forms
side by side: `minimum_subsidies`), `compare`; of a table of a district (`read_portfolio`):
`portfolio`. Rooms are imported when first asked for.

Imports go down only: cli, web > report > study > money > energy > solar, lift, prices > weather >
scenario > facts > errors; rooms between two commas do not know each other. Within study: models,
district > support, causes, chance, answers > plan > plant > worlds.
"""

from importlib import import_module

from pvlift.kernel_cache import settled as _settled

_ROOMS = {
    "load": "pvlift.scenario.load",
    "run": "pvlift.study.answers.run",
    "montecarlo": "pvlift.study.chance.montecarlo",
    "sensitivity": "pvlift.study.causes.sensitivity",
    "minimum_subsidy": "pvlift.study.support.subsidy",
    "minimum_subsidies": "pvlift.study.support.subsidy",
    "compare": "pvlift.study.models.compare",
    "read_portfolio": "pvlift.study.district.portfolio_rows",
    "portfolio": "pvlift.study.district.portfolio",
}
__all__ = [*_ROOMS]
_CACHE_NOTE = _settled()  # before any room imports numba


def __getattr__(name):
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module 'pvlift' has no attribute {name!r}")
