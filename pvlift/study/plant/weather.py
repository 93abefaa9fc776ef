"""The weather years of a scenario: its files, or years made from the climate of its place."""

from __future__ import annotations

from pvlift.errors import Fault, Notice, ScenarioError, Words
from pvlift.facts import laws
from pvlift.facts.places import NEAR_KM, Climate, distance_km
from pvlift.scenario.load import Loaded
from pvlift.scenario.records import Scenario
from pvlift.scenario.uncertain import drivers_of
from pvlift.study.worlds.draws import uniforms
from pvlift.weather import climate, read
from pvlift.weather.plevels import PLevels
from pvlift.weather.records import HourlyWeather

LIGHT = ("ghi", "dni", "dhi")


def weather_of(loaded: Loaded, spread: bool) -> HourlyWeather:
    """Weather years of the scenario, at the level of sun it asks for.

    `spread` lets generated years differ as measured ones do, and leaves them at their middle
    level, because then the draws carry the doubt; without it each keeps the long-term monthly
    means, which is what a single expected run wants, and draws in which the weather has no law.
    """
    scenario = loaded.scenario
    spread = spread and weather_is_drawn(scenario)
    if scenario.weather.files:
        years = read_years(loaded)
    else:
        years = made_years(
            climate_at(scenario), scenario.weather.n_years, scenario.weather.seed, spread
        )
    return years if spread else at_level(years, scenario)


def read_years(loaded: Loaded) -> HourlyWeather:
    """The years of the scenario's files; an albedo that they outvote is said."""
    scenario = loaded.scenario
    paths = [loaded.folder / name for name in scenario.weather.files]
    years = read.read_many(paths, near=expected_place(scenario))
    stated_frac = scenario.weather.albedo_frac
    if years.albedo is None or stated_frac is None:
        return years
    mean = f"{years.albedo.mean():.2f}"
    words = Words(
        f"The weather file holds an albedo (mean {mean}): weather.albedo_frac = {stated_frac:g} "
        "is not used.",
        f"气象文件自带反照率（平均 {mean}）：未采用 weather.albedo_frac = {stated_frac:g}。",
    )
    return years._replace(notices=(*years.notices, Notice("weather_albedo_of_file", words)))


def source_of_weather(scenario: Scenario, years: HourlyWeather) -> Words:
    """Where the weather comes from; what a file says of itself stays as it is."""
    if scenario.weather.files:
        return Words(years.source, years.source)
    return climate.source_words(climate_at(scenario))


def weather_is_drawn(scenario: Scenario) -> bool:
    """Whether draws differ in the weather of their years."""
    return any(isinstance(driver.law, laws.WeatherYears) for driver in drivers_of(scenario))


def made_years(place: Climate, n_years: int, seed: int, spread: bool) -> HourlyWeather:
    """Any number of different years of a climate."""
    dice = uniforms(seed, "weather", n_years, climate.UNIFORMS_PER_YEAR)
    return climate.hourly_years(place, dice, spread=spread)


def climate_at(scenario: Scenario) -> Climate:
    """The embedded climate of the city, moved to the site where a position is given."""
    site = scenario.site
    if site.city is None:
        return climate_near(site.lat_deg, site.lon_deg)
    place = climate.climate_of(site.city)
    if site.lat_deg is None:
        return place
    away_km = distance_km(place.lat_deg, place.lon_deg, site.lat_deg, site.lon_deg)
    if away_km > NEAR_KM:
        found = f"{site.lat_deg:g}, {site.lon_deg:g}: {away_km:.0f} km"
        wanted = Words(
            f"a position within {NEAR_KM:g} km of {place.city_en}, or weather.files",
            f"与{place.city_zh}相距不超过 {NEAR_KM:g} km 的位置，或改用 weather.files",
        )
        raise ScenarioError(scenario.name, [Fault("site.lat_deg, site.lon_deg", found, wanted)])
    return place._replace(lat_deg=site.lat_deg, lon_deg=site.lon_deg)


def climate_near(lat_deg: float, lon_deg: float) -> Climate:
    """The climate of the nearest place of the table; too far away is a fault."""
    place = climate.nearest(lat_deg, lon_deg)
    for notice in place.notices:
        if notice.code == "climate_far":
            wanted = Words(
                f"a position within {NEAR_KM:g} km of a city of the climate table, or "
                f"weather.files ({notice.words.en})",
                f"与内置气候表中某城市相距不超过 {NEAR_KM:g} km 的位置，或改用 weather.files"
                f"（{notice.words.zh}）",
            )
            found = f"{lat_deg:g}, {lon_deg:g}"
            raise ScenarioError("site", [Fault("site.lat_deg, site.lon_deg", found, wanted)])
    return place


def expected_place(scenario: Scenario) -> tuple[float, float] | None:
    """Latitude and longitude that the files' headers should name."""
    site = scenario.site
    if site.lat_deg is not None:
        return site.lat_deg, site.lon_deg
    if site.city is not None:
        place = climate.climate_of(site.city)
        return place.lat_deg, place.lon_deg
    return None


def levels_at(lat_deg: float, lon_deg: float, n_years: int) -> PLevels | None:
    """Exceedance levels of the nearest climate; None where no city is near enough."""
    place = climate.nearest(lat_deg, lon_deg)
    if any(notice.code == "climate_far" for notice in place.notices):
        return None
    return climate.p_levels(place, n_years)


def at_level(years: HourlyWeather, scenario: Scenario) -> HourlyWeather:
    """All light scaled to the level that the mean of the plan's years exceeds with its chance."""
    level = scenario.weather.level
    if level == "P50":
        return years
    levels = levels_at(years.lat_deg, years.lon_deg, scenario.n_years)
    if levels is None:
        wanted = Words(
            f"P50, or a site within {NEAR_KM:g} km of a city of the climate table, whose "
            "year-to-year spread is known",
            f"P50，或与内置气候表中某城市相距不超过 {NEAR_KM:g} km（其年际变率已知）",
        )
        raise ScenarioError(scenario.name, [Fault("weather.level", f"'{level}'", wanted)])
    share = getattr(levels, f"{level.lower()}_kwh_per_m2") / levels.p50_kwh_per_m2
    words = Words(
        f"All light is scaled by {share:.3f} to {level}: the mean of {scenario.n_years} years lies "
        f"above it with {level[1:]}% chance (sigma {levels.sigma_frac:.1%}).",
        f"全部辐照按 {share:.3f} 折减至 {level}：{scenario.n_years} 年平均值高于该水平的概率为 "
        f"{level[1:]}%（标准差 {levels.sigma_frac:.1%}）。",
    )
    return years._replace(
        **{name: share * getattr(years, name) for name in LIGHT},
        notices=(*years.notices, Notice("weather_level", words)),
    )
