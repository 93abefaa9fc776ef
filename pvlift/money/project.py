"""What a plan consists of, in numbers that money is counted by."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.scenario.funds import Cost
from pvlift.scenario.records import Scenario


class Project(NamedTuple):
    """Counts of one plan."""

    n_lifts: int
    n_storeys: int  # storeys of all lifts together
    n_stops: int  # stops of all lifts together
    n_households: int  # households on stairwells with a lift
    n_roofs: int
    roof_m2: float  # gross area
    n_modules: int
    peak_w: float  # modules' rating
    n_extra_storeys: int = 0  # storeys above the sixth, of all lifts together
    n_level_lifts: int = 0  # lifts with doors at the floors
    small_peak_w: float = 0.0  # rating of roofs below 30 kW
    reference_cny_per_kwh: float | None = None  # mean reference price, where it has a shape
    point_peak_w: tuple[float, ...] = ()  # rating at each point of connection


USUAL_STOREYS = 6  # of the lifts that published costs are about
SMALL_ROOF_W = 30_000.0  # published PV costs are those of block arrays of 30 to 100 kW


def project_of(
    scenario: Scenario, n_modules: tuple[int, ...], peak_w: tuple[float, ...]
) -> Project:
    """Count a scenario; `n_modules` and `peak_w` are those of one roof of each kind."""
    wells, roofs = scenario.stairwell, scenario.roof
    lifts = [well.count * well.n_lifts for well in wells]
    storeys = sum(n * well.storeys for n, well in zip(lifts, wells, strict=True))
    return Project(
        n_lifts=sum(lifts),
        n_storeys=storeys,
        n_stops=storeys,  # level entry: every floor; half-landing entry: ground and N-1 landings
        n_households=sum(well.count * well.flats for well in wells),
        n_roofs=sum(roof.count for roof in roofs),
        roof_m2=sum(roof.count * roof.length_m * roof.width_m for roof in roofs),
        n_modules=sum(roof.count * n for roof, n in zip(roofs, n_modules, strict=True)),
        peak_w=sum(roof.count * w for roof, w in zip(roofs, peak_w, strict=True)),
        n_extra_storeys=sum(
            n * extra_storeys(well.storeys) for n, well in zip(lifts, wells, strict=True)
        ),
        n_level_lifts=sum(n for n, well in zip(lifts, wells, strict=True) if well.entry == "level"),
        point_peak_w=_by_point(scenario, peak_w),
        small_peak_w=sum(
            roof.count * w for roof, w in zip(roofs, peak_w, strict=True) if w < SMALL_ROOF_W
        ),
    )


def _by_point(scenario: Scenario, peak_w: tuple[float, ...]) -> tuple[float, ...]:
    """Rating of the roofs at each point of connection. [W]"""
    found: dict[str | None, float] = {}
    for roof, w in zip(scenario.roof, peak_w, strict=True):
        found[roof.point] = found.get(roof.point, 0.0) + roof.count * w
    return tuple(found.values())


def extra_storeys(storeys: int) -> int:
    """Storeys that a building has above those of published lift costs."""
    return max(storeys - USUAL_STOREYS, 0)


def quantity(project: Project, cost: Cost) -> float:
    """How often the amount of a cost falls due."""
    if cost.above_w is not None:
        return sum(peak_w for peak_w in project.point_peak_w if peak_w > cost.above_w)
    return {
        "project": 1.0,
        "lift": project.n_lifts,
        "storey": project.n_storeys,
        "stop": project.n_stops,
        "household": project.n_households,
        "roof": project.n_roofs,
        "roof_m2": project.roof_m2,
        "w": project.peak_w,
        "module": project.n_modules,
        "extra_storey": project.n_extra_storeys,
        "level_lift": project.n_level_lifts,
        "small_w": project.small_peak_w,
    }[cost.per]
