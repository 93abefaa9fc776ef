"""pvlift: can rooftop PV plus a subsidy pay for lifts while the residents pay nothing?

`load` a scenario file, then ask: `run`, `montecarlo`, `sensitivity`, `minimum_subsidy`, `compare`,
`portfolio`. Rooms are imported when first asked for.
"""

from importlib import import_module

_ROOMS = {
    "load": "pvlift.scenario.load",
    "run": "pvlift.study.run",
    "montecarlo": "pvlift.study.montecarlo",
    "sensitivity": "pvlift.study.sensitivity",
    "minimum_subsidy": "pvlift.study.subsidy",
    "compare": "pvlift.study.compare",
    "portfolio": "pvlift.study.portfolio",
}
__all__ = [*_ROOMS]


def __getattr__(name):
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module 'pvlift' has no attribute {name!r}")
