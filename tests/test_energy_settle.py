"""Energy closes every hour, the compiled loop equals plain NumPy, and threads change no bit."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.energy import plant as plants
from pvlift.energy import settle as ledger

N_HOURS = 480 if numba.config.DISABLE_JIT else 8760  # plain Python loops are slow


def some_hours(
    seed,
    n_arrays=2,
    n_weather=3,
    n_loads=3,
    limit_w=np.inf,
    mixed=True,
    time_of_use=False,
    n_hours=N_HOURS,
):
    """A plant of random days. `time_of_use`: prices by the clock, as tariffs have them."""
    rng = np.random.default_rng(seed)
    day = np.maximum(np.sin((np.arange(n_hours) % 24 - 6) / 12 * np.pi), 0.0)
    cloud = rng.random((n_arrays, n_weather, n_hours))
    price = rng.uniform(0.2, 1.2, (n_loads, n_hours))
    fixed_w = rng.random((n_loads, n_hours)) * 2e3
    if time_of_use:
        price = np.tile(rng.choice([0.3, 0.6, 0.9], (n_loads, 24)), n_hours // 24)
        fixed_w[1:] = 0.0
    return plants.PlantHours(
        dc_w=day * cloud * rng.uniform(5e3, 9e4, (n_arrays, 1, 1)),
        inverter_limit_w=rng.uniform(4e3, 5e4, n_arrays),
        inverter_efficiency_frac=rng.uniform(0.9, 0.99, n_arrays),
        to_grid=(np.arange(n_arrays) % 2 == 1) if mixed else np.zeros(n_arrays, bool),
        fixed_w=fixed_w,
        varying_w=rng.random((n_loads, n_hours)) * 4e3,
        price_cny_per_kwh=price,
        export_cny_per_kwh=rng.uniform(0.1, 0.4, n_hours),
        export_limit_w=limit_w,
    )


def some_draws(seed, n_draws=4, n_years=3, n_weather=3, n_loads=3):
    rng = np.random.default_rng(seed)
    return ledger.EnergyDraws(
        weather=rng.integers(0, n_weather, (n_draws, n_years)),
        dc_frac=rng.uniform(0.6, 1.2, (n_draws, n_years)),
        load_frac=rng.uniform(0.0, 3.0, (n_draws, n_years, n_loads)),
    )


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.inf, 0.0, 3e3, 2e4]), st.booleans())
def test_every_watt_is_settled_once(seed, limit_w, time_of_use):
    hours = some_hours(seed, limit_w=limit_w, time_of_use=time_of_use)
    draws = some_draws(seed)
    energy = ledger.settle(plants.sunlit(hours), draws)
    spent = energy.used_kwh.sum(axis=2) + energy.exported_kwh + energy.curtailed_kwh
    np.testing.assert_allclose(spent, energy.made_kwh, rtol=1e-9)
    load_kwh = hours.fixed_w.sum(axis=1) / 1e3
    load_kwh = load_kwh + draws.load_frac * (hours.varying_w.sum(axis=1) / 1e3)
    np.testing.assert_allclose(energy.used_kwh + energy.bought_kwh, load_kwh, rtol=1e-9)
    for part in energy:
        assert np.all(part >= 0.0)


def expected_energy(hours, draws):
    """The sums of `settle`, from the hour-by-hour settlement written in NumPy."""
    shape = draws.load_frac.shape
    flat, by_load = ([np.empty(part) for _ in range(4)] for part in (shape[:2], shape))
    want = ledger.Energy(*flat, *by_load)
    for i, y in np.ndindex(shape[:2]):
        year = plants.one_year(
            hours, draws.weather[i, y], draws.dc_frac[i, y], draws.load_frac[i, y]
        )
        gap_w = year.used_w.sum(axis=0) + year.exported_w + year.curtailed_w - year.made_w
        assert np.abs(gap_w).max(initial=0.0) <= 1e-9 * year.made_w.max(initial=0.0)
        load_price, export_price = hours.price_cny_per_kwh, hours.export_cny_per_kwh
        want.made_kwh[i, y] = year.made_w.sum() / 1e3
        want.exported_kwh[i, y] = year.exported_w.sum() / 1e3
        want.export_cny[i, y] = (year.exported_w * export_price).sum() / 1e3
        want.curtailed_kwh[i, y] = year.curtailed_w.sum() / 1e3
        want.used_kwh[i, y] = year.used_w.sum(axis=1) / 1e3
        want.used_cny[i, y] = (year.used_w * load_price).sum(axis=1) / 1e3
        want.bought_kwh[i, y] = year.bought_w.sum(axis=1) / 1e3
        want.bought_cny[i, y] = (year.bought_w * load_price).sum(axis=1) / 1e3
    return want


@pytest.mark.parametrize("time_of_use", [False, True])
@pytest.mark.parametrize("limit_w", [np.inf, 2.5e4, 0.0])
@pytest.mark.parametrize(("n_arrays", "n_loads"), [(1, 1), (2, 3), (3, 4), (1, 0), (0, 2)])
def test_the_compiled_loop_equals_hour_by_hour_numpy(n_arrays, n_loads, limit_w, time_of_use):
    hours = some_hours(
        3, n_arrays=n_arrays, n_loads=n_loads, limit_w=limit_w, time_of_use=time_of_use
    )
    draws = some_draws(5, n_loads=n_loads)
    energy = ledger.settle(plants.sunlit(hours), draws)
    for name, found, wanted in zip(
        energy._fields, energy, expected_energy(hours, draws), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-8, err_msg=name)


def test_arrays_that_all_feed_the_grid_serve_no_load():
    hours = some_hours(8, n_arrays=2)._replace(to_grid=np.array([True, True]))
    draws = some_draws(8)
    energy = ledger.settle(plants.sunlit(hours), draws)
    assert np.all(energy.used_kwh == 0.0)
    np.testing.assert_allclose(energy.exported_kwh, energy.made_kwh, rtol=1e-12)


def test_hours_of_equal_prices_stand_in_blocks_and_none_is_lost():
    hours = some_hours(4, time_of_use=True, n_hours=8760)
    plant = plants.sunlit(hours)
    assert np.isfinite(plant.block_price_cny_per_kwh).all()
    assert np.isnan(plants.sunlit(some_hours(4)).block_price_cny_per_kwh).all()
    lit = hours.dc_w.max(axis=(0, 1)) > 0.0
    for name in ("dc_w", "fixed_w", "varying_w"):
        whole_w = getattr(hours, name)[..., lit].sum(axis=-1)
        np.testing.assert_allclose(getattr(plant, name).sum(axis=-1), whole_w, rtol=1e-12)
    starts = plant.block_start
    assert starts[0] == 0 and starts[-1] == plant.fixed_w.shape[1]
    assert np.all(np.diff(starts) > 0) and np.diff(starts).max() <= plants.BLOCK_HOURS


def test_a_missing_hour_shows_in_the_sums():
    hours = some_hours(6)
    hours.dc_w[0, 1, N_HOURS - 12] = np.nan
    draws = some_draws(6)
    energy = ledger.settle(plants.sunlit(hours), draws)
    lost = draws.weather == 1
    for part in (energy.made_kwh, energy.exported_kwh, energy.export_cny):
        np.testing.assert_array_equal(np.isnan(part), lost)
    for part in (energy.used_kwh, energy.used_cny, energy.bought_kwh, energy.bought_cny):
        np.testing.assert_array_equal(np.isnan(part).all(axis=2), lost)


@pytest.mark.parametrize("time_of_use", [False, True])
def test_a_small_load_beside_a_large_roof_keeps_its_digits(time_of_use):
    hours = some_hours(9, mixed=False, time_of_use=time_of_use)
    hours = hours._replace(
        dc_w=1e5 * hours.dc_w, inverter_limit_w=np.full(2, 1e9), fixed_w=hours.fixed_w / 10.0
    )
    draws = some_draws(9)
    draws.load_frac[1, :, 2] = 0.0
    hours.fixed_w[2] = 0.0
    energy = ledger.settle(plants.sunlit(hours), draws)
    want = expected_energy(hours, draws)
    assert energy.made_kwh.mean() > 1e4 * want.used_kwh.sum(axis=2).max()
    np.testing.assert_allclose(energy.used_kwh, want.used_kwh, rtol=1e-9)
    assert np.all(energy.used_kwh[1, :, 2] == 0.0)


def test_the_inverter_is_that_of_pvwatts():
    from pvlib.inverter import pvwatts

    hours = some_hours(1, n_arrays=1, n_weather=1, n_loads=0, mixed=False)
    limit_w, nominal = hours.inverter_limit_w[0], hours.inverter_efficiency_frac[0]
    expected_w = pvwatts(hours.dc_w[0, 0], pdc0=limit_w / nominal, eta_inv_nom=nominal)
    year = plants.one_year(hours, 0, 1.0, np.empty(0))
    np.testing.assert_allclose(year.made_w, np.maximum(expected_w, 0.0), rtol=1e-12, atol=1e-9)


def test_threads_do_not_change_a_bit():
    plant = plants.sunlit(some_hours(11))
    draws = some_draws(12, n_draws=9)
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = ledger.settle(plant, draws)
        numba.set_num_threads(before)
        together = ledger.settle(plant, draws)
    finally:
        numba.set_num_threads(before)
    for one, many in zip(alone, together, strict=True):
        assert one.tobytes() == many.tobytes()


def test_a_longer_batch_keeps_its_prefix():
    plant = plants.sunlit(some_hours(21))
    long = some_draws(22, n_draws=8)
    short = ledger.EnergyDraws(*(part[:3] for part in long))
    for a, b in zip(ledger.settle(plant, short), ledger.settle(plant, long), strict=True):
        assert a.tobytes() == np.ascontiguousarray(b[:3]).tobytes()


def test_one_signature_is_compiled():
    ledger.settle(plants.sunlit(some_hours(0)), some_draws(0))
    if hasattr(ledger._settle, "signatures"):
        assert len(ledger._settle.signatures) == 1


@given(st.integers(0, 2**32 - 1))
def test_more_sun_never_sells_less(seed):
    plant = plants.sunlit(some_hours(seed))
    draws = some_draws(seed)
    more = draws._replace(dc_frac=draws.dc_frac * 1.1)
    less_e, more_e = ledger.settle(plant, draws), ledger.settle(plant, more)
    assert np.all(more_e.exported_kwh >= less_e.exported_kwh - 1e-9)
    assert np.all(more_e.used_kwh.sum(axis=2) >= less_e.used_kwh.sum(axis=2) - 1e-9)


def test_without_a_roof_every_load_is_bought():
    hours = some_hours(2, n_arrays=0)
    energy = ledger.settle(plants.sunlit(hours), some_draws(2))
    assert np.all(energy.made_kwh == 0.0)
    assert np.all(energy.used_kwh == 0.0)
    assert np.all(energy.bought_kwh > 0.0)
