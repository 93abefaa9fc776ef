"""Whatever stands in a weather file, the answer is a whole year or a list of faults."""

from __future__ import annotations

import json
import os
import zlib
from collections import Counter
from functools import cache

import numpy as np
import pytest
import weather_writers as write

from pvlift.errors import WeatherError
from pvlift.weather import read
from pvlift.weather.records import N_HOURS
from pvlift.weather.sunpath import sun_path

WRITERS = {
    "epw": write.epw,
    "sam_csv": write.sam,
    "tmy3": write.tmy3,
    "pvgis_csv": write.pvgis_csv,
    "pvgis_json": write.pvgis_json,
    "csv": write.plain,
}
N_MUTATIONS = int(os.environ.get("PVLIFT_FUZZ", "200"))  # of every format; more by hand
CELLS = (
    *(
        "",
        "nan",
        "inf",
        "-inf",
        "1e999",
        "-9999",
        "9999",
        "99.9",
        "x",
        "-5",
        "1e9",
        "0",
        "９",
        "\0",
    ),
    *(
        '"',
        '"1,5"',
        "1,5",
        "24:00",
        "2023-02-30 00:00",
        "2005-02-29",
        "-1",
        "12.5.3",
        "\u202e",
        "=1",
    ),
)
VALUES = (None, "", "nan", [], {}, [[[]]], True, -9999, 1e300, "20050101:0000", "x")


def at(rng, lines):
    """Some row, mostly one of the data."""
    last = len(lines) if rng.random() < 0.7 else min(len(lines), 14)
    return int(rng.integers(max(last, 1)))


def with_cell(rng, line, text=None):
    cells = line.split(",")
    cells[int(rng.integers(len(cells)))] = str(rng.choice(CELLS)) if text is None else text
    return ",".join(cells)


def damaged_cells(rng, lines):
    for _ in range(int(rng.integers(1, 7)) if lines else 0):
        k = at(rng, lines)
        lines[k] = with_cell(rng, lines[k])
    return lines


def damaged_column(rng, lines):
    """A cell of many rows becomes the same word."""
    column, text = int(rng.integers(0, 36)), str(rng.choice(CELLS))
    first, n_rows = at(rng, lines), int(rng.choice([10, 500, 9000]))
    for k in range(first, min(first + n_rows, len(lines))):
        cells = lines[k].split(",")
        cells[column % len(cells)] = text
        lines[k] = ",".join(cells)
    return lines


def exchanged_columns(rng, lines):
    """Two columns change places with or without their names; or one goes, or stands twice."""
    a, b, way, first = (int(n) for n in rng.integers(0, (12, 12, 4, 20)))
    for k in range(first if way else 0, len(lines)):
        cells = lines[k].split(",")
        if len(cells) > max(a, b):
            if way == 2:
                del cells[a]
            elif way == 3:
                cells.insert(a, cells[b])
            else:
                cells[a], cells[b] = cells[b], cells[a]
        lines[k] = ",".join(cells)
    return lines


def cut(rng, lines):
    k, n_rows = at(rng, lines), int(rng.choice([1, 24, 400, 9000]))
    return lines[:k] + lines[k + n_rows :]


def doubled(rng, lines):
    k, n_rows = at(rng, lines), int(rng.choice([1, 24, 400, 8760]))
    return lines[: k + n_rows] + lines[k:]


def turned(rng, lines):
    """Rows that begin on another day, or stand in another order."""
    k, n = at(rng, lines), len(lines)
    head = min(n, 20)
    order = {0: [*range(k, n), *range(k)], 1: [*range(head), *range(n - 1, head - 1, -1)]}
    some = [*range(head), *(head + rng.permutation(n - head))]
    return [lines[j] for j in order.get(int(rng.integers(3)), some)]


def rewritten(rng, lines):
    """Other separators, decimal commas, blank lines, another line end."""
    text = "\n".join(lines)
    ways = (
        lambda t: t.replace(",", ";"),
        lambda t: t.replace(",", ";").replace(".", ","),
        lambda t: t.replace(",", "\t"),
        lambda t: t.replace(".", ","),
        lambda t: t.replace("\n", ",,,\n"),
        lambda t: t.replace("\n", "\n\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: t.replace(",", ", "),
        lambda t: t.replace("0", "０"),
        lambda t: t.upper(),
        lambda t: t.replace(":00", ":30"),
        lambda t: t.replace("2005", "2004"),
    )
    return ways[int(rng.integers(len(ways)))](text).split("\n")


def scaled(rng, lines):
    """A column in another unit."""
    column, factor = int(rng.integers(1, 24)), float(rng.choice([0.001, 0.0036, 1.8, 3.6, 100.0]))
    for k, line in enumerate(lines):
        cells = line.split(",")
        if len(cells) > column and k > 3:
            try:
                cells[column] = f"{factor * float(cells[column]):.5g}"
            except ValueError:
                continue
        lines[k] = ",".join(cells)
    return lines


DAMAGES = (
    *(damaged_cells, damaged_column, exchanged_columns, cut, doubled, turned, rewritten, scaled),
)


def damaged_tree(rng, text):
    """A value of the json document somewhere becomes another, or goes."""
    tree = json.loads(text)
    for _ in range(int(rng.integers(1, 4))):
        node = tree
        while True:
            keys = list(node) if isinstance(node, dict) else range(len(node))
            if not keys:
                break
            key = keys[int(rng.integers(len(keys)))]
            if isinstance(node[key], (dict, list)) and rng.random() < 0.93:
                node = node[key]
                continue
            if rng.random() < 0.3:
                del node[key]
            else:
                node[key] = VALUES[int(rng.integers(len(VALUES)))]
            break
    return json.dumps(tree)


def damaged_bytes(rng, text):
    raw = bytearray(text.encode(str(rng.choice(["utf-8", "utf-16", "gb18030"]))))
    way = int(rng.integers(3))
    if way == 0:
        return bytes(raw[: int(rng.integers(len(raw)))])
    for _ in range(int(rng.integers(1, 40)) if way == 1 else 1):
        raw[int(rng.integers(len(raw)))] = int(rng.integers(256))
    return bytes(raw)


def mutation(kind, number, text):
    """The file's bytes after the number-th damage of its format."""
    rng = np.random.default_rng([zlib.crc32(kind.encode()), number])
    if rng.random() < 0.12:
        return damaged_bytes(rng, text)
    if kind == "pvgis_json":
        return damaged_tree(rng, text).encode()
    lines = text.splitlines()
    for _ in range(1 if rng.random() < 0.8 else 2):
        lines = DAMAGES[int(rng.integers(len(DAMAGES)))](rng, lines)
    return "\n".join(lines).encode()


@cache
def sun_of(place, sun_at_h: bytes):
    return sun_path(*place, np.frombuffer(sun_at_h))


def judged(path, right, format=None):
    """How a file was taken: refused, said or silent; each only as it may be."""
    try:
        weather = read.read_weather(path, format=format)
    except WeatherError as error:
        assert error.faults and error.text("en") != error.text("zh")
        return "refused"
    for name in ("ghi", "dni", "dhi", "temp_air", "wind_speed"):
        values = getattr(weather, name)
        assert values.shape[1] == N_HOURS and np.all(np.isfinite(values))
        assert name == "temp_air" or values.min() >= 0.0
    assert np.all(np.isfinite(weather.sun_at_h))
    assert weather.albedo is None or (0.0 < weather.albedo.min() <= weather.albedo.max() < 1.0)
    place = (weather.lat_deg, weather.lon_deg, weather.altitude_m, weather.utc_offset_h)
    sun = sun_of(place, weather.sun_at_h.tobytes())
    assert np.all(weather.dni <= sun.extra_normal + 1e-9)
    over = weather.dni * np.maximum(sun.cos_zenith, 0.0) + weather.dhi - weather.ghi
    assert over.max() < 150.0, "more light than the global says"
    if weather.notices:
        return "said"
    for name, values in right.items():
        if name == "wind_speed":  # km/h in place of m/s is still wind
            continue
        got = getattr(weather, name).mean()
        assert got == pytest.approx(values.mean(), rel=0.02), f"{name} changed and nothing was said"
    return "silent"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", WRITERS)
def test_damaged_files_are_refused_or_read_and_never_wrong_in_silence(kind, tmp_path):
    year = write.year_of()
    columns = write.columns_of(year)
    path = WRITERS[kind](tmp_path / "whole", columns, write.place_of(year))
    text = path.read_text(encoding="utf-8")
    ways = Counter()
    for number in range(N_MUTATIONS):
        path.write_bytes(mutation(kind, number, text))
        try:
            ways[judged(path, columns)] += 1
        except Exception as error:
            error.add_note(f"mutation {number} of {kind}")
            raise
    assert ways["refused"] > 0.2 * N_MUTATIONS and ways["refused"] < 0.95 * N_MUTATIONS


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", [None, *read.FORMATS])
def test_noise_is_refused(kind, tmp_path):
    rng = np.random.default_rng(7)
    path = tmp_path / "noise"
    for n_bytes in (0, 1, 2, 3, 10, 100, 300):
        path.write_bytes(rng.bytes(n_bytes))
        assert judged(path, {}, format=kind) == "refused"


@pytest.mark.parametrize("kind", read.FORMATS)
def test_a_file_of_one_format_read_as_another_is_refused(kind, tmp_path):
    year = write.year_of()
    columns, place = write.columns_of(year), write.place_of(year)
    for other in set(WRITERS) - {kind}:
        path = WRITERS[other](tmp_path / other, columns, place)
        assert judged(path, columns, format=kind) == "refused"
