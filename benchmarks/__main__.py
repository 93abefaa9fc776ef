"""Run the benchmarks: `python -m benchmarks [case ...]`; without a case all of them."""

from __future__ import annotations

import argparse

from benchmarks import cluster, districts, finance, lifetimes, measured, process, scaling, yields
from benchmarks.measure import Result, commit, cpu, line_of, record

CASES = {
    "array_year": yields.array_year,
    "arrays_of_a_site": yields.arrays_of_a_site,
    "settlement": lifetimes.settlement,
    "lifetimes": lifetimes.lifetimes,
    "beside_breos": lifetimes.beside_breos,
    "irr": finance.irr,
    "money_side": finance.money_side,
    "start_up": process.start_up,
    "long_batch": process.long_batch,
    "cluster": cluster.cluster,
    "scaling": scaling.scaling,
    "least_subsidy": districts.least_subsidy,
    "district": districts.district,
    "budget": districts.budget,
    "measured": measured.show,
}


def main() -> None:
    """Print every case as it ends and append it to results.csv."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("case", nargs="*", choices=[[], *CASES], help="cases; none means all")
    parser.add_argument("--dry", action="store_true", help="do not write results.csv")
    parser.add_argument("--million", action="store_true", help="long_batch with 1,000,000 draws")
    asked = parser.parse_args()
    print(commit(), cpu())
    found: list[Result] = []
    for name in asked.case or CASES:
        size = {"n_draws": 1_000_000} if asked.million and name == "long_batch" else {}
        for result in CASES[name](**size):
            print(line_of(result), flush=True)
            found.append(result)
    if not asked.dry:
        record(found)


if __name__ == "__main__":
    main()
