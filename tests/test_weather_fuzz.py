"""Whatever stands in a weather file, the answer is a whole year or a list of faults."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import weather_writers as write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pvlift.errors import WeatherError
from pvlift.weather import read
from pvlift.weather.records import N_HOURS

WRITERS = {
    "epw": write.epw,
    "sam_csv": write.sam,
    "tmy3": write.tmy3,
    "pvgis_csv": write.pvgis_csv,
    "csv": write.plain,
}
cells = st.sampled_from(
    ["", "nan", "inf", "-inf", "1e999", "-9999", "9999", "x", "-5", "1e9", "0", "９", "\x00", '"']
)
damage = st.lists(
    st.tuples(st.integers(0, 8770), st.integers(0, 36), cells), min_size=1, max_size=6
)


@cache
def lines_of(kind: str, folder: str) -> tuple[str, ...]:
    year = write.year_of()
    path = WRITERS[kind](Path(folder) / kind, write.columns_of(year), write.place_of(year))
    return tuple(path.read_text(encoding="utf-8").splitlines())


def read_or_faults(path):
    try:
        weather = read.read_weather(path)
    except WeatherError as error:
        assert error.faults and error.text("en") != error.text("zh")
        return
    for name in ("ghi", "dni", "dhi", "temp_air", "wind_speed"):
        values = getattr(weather, name)
        assert values.shape[1] == N_HOURS and np.all(np.isfinite(values))
        assert name == "temp_air" or values.min() >= 0.0
    assert np.all(np.isfinite(weather.sun_at_h))


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage)
def test_damaged_cells_never_crash_the_reader(kind, tmp_path_factory, spots):
    lines = list(lines_of(kind, str(tmp_path_factory.getbasetemp())))
    for row, column, text in spots:
        parts = lines[row % len(lines)].split(",")
        parts[column % len(parts)] = text
        lines[row % len(lines)] = ",".join(parts)
    path = tmp_path_factory.getbasetemp() / f"damaged-{kind}"
    path.write_text("\n".join(lines), encoding="utf-8")
    read_or_faults(path)


@pytest.mark.parametrize("kind", WRITERS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 8770), st.integers(1, 400), st.booleans())
def test_cut_and_doubled_files_never_crash_the_reader(kind, tmp_path_factory, at, n, twice):
    lines = list(lines_of(kind, str(tmp_path_factory.getbasetemp())))
    lines = lines[: at + n] + lines[at:] if twice else lines[:at] + lines[at + n :]
    path = tmp_path_factory.getbasetemp() / f"cut-{kind}"
    path.write_text("\n".join(lines), encoding="utf-8")
    read_or_faults(path)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([None, *read.FORMATS]))
def test_noise_never_crashes_the_reader(tmp_path_factory, noise, kind):
    path = tmp_path_factory.getbasetemp() / "noise"
    path.write_bytes(noise)
    with pytest.raises(WeatherError):
        read.read_weather(path, format=kind)
