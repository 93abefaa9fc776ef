"""From weather to AC: pvlift's solar room beside pvlib's ModelChain, same physics, same weather."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Result, best_of_two_s
from benchmarks.plans import ESTATE
from pvlift.scenario.load import load
from pvlift.solar import panel
from pvlift.solar.array import Plane, array_dc_w, site_sky, site_sun
from pvlift.solar.module import flat_losses, modules
from pvlift.study.plant.weather import weather_of

PEAK_W, LIMIT_W, NOMINAL_FRAC = 5000.0, 4200.0, 0.96
N_ARRAYS, N_PEER = 200, 20  # the peer runs a tenth of the arrays; its rate does not depend on it


def one_year():
    """One generated weather year of Ganzhou."""
    weather = weather_of(load(ESTATE), spread=True)
    names = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    return weather._replace(**{name: getattr(weather, name)[:1] for name in names})


def our_ac_w(weather, sun, sky, plane: Plane) -> np.ndarray:
    """One array through the whole chain."""
    module = modules()["p_2000_375"]
    dc = array_dc_w(weather, sun, plane, module, flat_losses(0.14), sky=sky)
    return panel.inverter_ac_w(dc[0] * PEAK_W, LIMIT_W, NOMINAL_FRAC)


def peer_chain(weather, plane: Plane, sun_frame=None):
    """ModelChain with Perez, physical glass, Faiman and PVWatts; weather and clock to feed it.

    With `sun_frame` it is given the sun's position and does not work it out.
    """
    import pandas as pd
    import pvlib
    from pvlib.modelchain import ModelChain
    from pvlib.pvsystem import PVSystem

    class Site(pvlib.location.Location):
        def get_solarposition(self, *args, **kwargs):
            if sun_frame is not None:
                return sun_frame
            return super().get_solarposition(*args, **kwargs)

    zone = f"Etc/GMT-{int(weather.utc_offset_h)}"
    clock = pd.date_range("2005-01-01 00:30", periods=8760, freq="h", tz=zone)
    site = Site(weather.lat_deg, weather.lon_deg, zone, weather.altitude_m)
    module = modules()["p_2000_375"]
    system = PVSystem(
        surface_tilt=plane.tilt_deg,
        surface_azimuth=plane.azimuth_deg,
        module_parameters={
            "pdc0": PEAK_W,
            "gamma_pdc": module.temp_coefficient_per_c,
            "n": module.glass_index,
            "K": 4.0,
            "L": 0.002,
        },
        inverter_parameters={"pdc0": LIMIT_W / NOMINAL_FRAC, "eta_inv_nom": NOMINAL_FRAC},
        temperature_model_parameters={"u0": 25.0, "u1": 6.84},
    )
    chain = ModelChain(
        system,
        site,
        transposition_model="perez",
        aoi_model="physical",
        spectral_model="no_loss",
        dc_model="pvwatts",
        ac_model="pvwatts",
        losses_model="pvwatts",
        temperature_model="faiman",
    )
    names = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    frame = pd.DataFrame({name: getattr(weather, name)[0] for name in names}, index=clock)
    return chain, frame, site, clock


def array_year() -> Iterator[Result]:
    """One array, one year; both are given the sun's geometry."""
    weather, plane = one_year(), Plane(12.0, 180.0)
    sun = site_sun(weather)
    _, _, site, clock = peer_chain(weather, plane)
    chain, frame, *_ = peer_chain(weather, plane, site.get_solarposition(clock))

    def ours():
        return our_ac_w(weather, sun, site_sky(weather, sun), plane)

    ours_s, peer_s = best_of_two_s(ours, lambda: chain.run_model(frame), often=20)
    ac_w = ours()
    apart = ac_w.sum() / chain.results.ac.sum() - 1.0
    note = f"yearly energy {100 * apart:+.1f} % of the peer's"
    yield Result(
        "array_year", "arrays/s", 1 / ours_s, "pvlib ModelChain", 1 / peer_s, ">= 40 x", note
    )


def arrays_of_a_site() -> Iterator[Result]:
    """200 arrays of one site, sun position included."""
    weather = one_year()
    planes = [Plane(5.0 + 0.2 * n, 90.0 + 0.9 * n) for n in range(N_ARRAYS)]

    def ours():
        sun = site_sun(weather)
        sky = site_sky(weather, sun)
        for plane in planes:
            our_ac_w(weather, sun, sky, plane)

    def peers():
        for plane in planes[:N_PEER]:
            chain, frame, *_ = peer_chain(weather, plane)
            chain.run_model(frame)

    ours_s, peer_s = best_of_two_s(ours, peers)
    yield Result(
        "arrays_of_a_site",
        "arrays/s",
        N_ARRAYS / ours_s,
        "pvlib ModelChain",
        N_PEER / peer_s,
        ">= 100 x",
        f"{N_ARRAYS} arrays in {ours_s:.3f} s; the peer ran {N_PEER}",
    )
