"""Both ledgers of one world settled a second time, as a clerk would: hour by hour, row by row.

It shares no function with pvlift's settlement, taxes, grants and debts. It takes from pvlift what
comes before: the hours of sun and lifts, prices by the hour, the layout of roofs, and the facts.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from pvlib.inverter import pvwatts

from pvlift.facts.read import events, feed_in_rule, grant_rules

LIFT_ACCOUNTS = ("lift_civil", "lift_equipment", "lift_installation", "lift_soft")
FOR_LIFTS = ("fixed", "storeys", "stops", "cost_share", "relocation", "low_income", "pot")
SALES = ("power_sold", "feed_in_flat", "feed_in_market", "feed_in_benchmark", "mechanism_topup")
SALES += ("green_certificates", "carbon_credits", "resident_fee")


class Year:
    """The energy of one operating year. [kWh, and CNY at prices of year 1]"""

    def __init__(self, plan, prepared, world, year):
        scenario, hours = plan, prepared.hours
        weather = prepared.weather.ghi.shape[0]
        taken = int(value_of(world, "weather", (year - 1) % weather, year))
        dc_frac = value_of(world, "yield_frac", 1.0, year)
        if scenario.losses is not None:
            lost = scenario.losses
            yearly = value_of(world, "losses.decline_per_year", lost.decline_per_year, year)
            first = lost.first_year_decline_frac
            dc_frac *= max(1.0 - first - yearly * (year - 1), 0.0)
        n_loads = 1 + len(scenario.load)
        self.made_kwh = self.exported_kwh = self.export_cny = self.curtailed_kwh = 0.0
        self.used_kwh, self.used_cny = [0.0] * n_loads, [0.0] * n_loads
        self.bought_kwh, self.bought_cny = [0.0] * n_loads, [0.0] * n_loads
        rows = (*scenario.roof, *scenario.stairwell, *scenario.load)
        names = list(dict.fromkeys(row.point for row in rows))
        for name, point in zip(names, prepared.points, strict=True):
            on_meter, on_grid = np.zeros(8760), np.zeros(8760)
            for n, roof in enumerate(scenario.roof):
                if roof.point != name:
                    continue
                nominal, most = hours.inverter_efficiency_frac[n], hours.inverter_limit_w[n]
                dc_w = dc_frac * hours.dc_w[n, taken]
                ac_w = np.maximum(pvwatts(dc_w, pdc0=most / nominal, eta_inv_nom=nominal), 0.0)
                straight = scenario.connection.mode == "full_feed_in" or roof.feeds == "grid"
                (on_grid if straight else on_meter)[:] += ac_w
            self.made_kwh += (on_meter + on_grid).sum() / 1e3
            self._serve(scenario, prepared, world, year, name, on_meter, point.hours)
            self._sell(scenario, on_meter + on_grid, hours.export_cny_per_kwh)
        self._hold_back(scenario, world, year)

    def _serve(self, scenario, prepared, world, year, name, left, here):
        """The loads of a point of connection, in order; `left` loses what they take."""
        wells = [well.point == name for well in scenario.stairwell]
        lifts_w = (prepared.lifts.fixed_w + prepared.lifts.varying_w)[wells].sum(axis=0)
        loads = [(0, lifts_w)] if any(wells) else []
        for k, load in enumerate(scenario.load, 1):
            kwh = value_of(world, f"load.{k}.kwh_per_year", load.kwh_per_year, year)
            kwh = kwh if load.kwh_per_year > 0 else 0.0
            day = np.array(load.hours) / sum(load.hours)
            if load.point == name:
                loads.append((k, np.tile(day, 365) * kwh * 1e3 / 365.0))
        for (k, load_w), price in zip(loads, here.price_cny_per_kwh, strict=True):
            used = np.minimum(left, load_w)
            left -= used
            self.used_kwh[k] += used.sum() / 1e3
            self.used_cny[k] += (used * price).sum() / 1e3
            self.bought_kwh[k] += (load_w - used).sum() / 1e3
            self.bought_cny[k] += ((load_w - used) * price).sum() / 1e3

    def _sell(self, scenario, offered, price):
        connection, limit = scenario.connection, math.inf
        if connection is not None:
            limit = connection.export_limit_w or math.inf
            limit = 0.0 if connection.mode == "self_use_only" else limit
        sold = np.minimum(offered, limit)
        self.exported_kwh += sold.sum() / 1e3
        self.export_cny += (sold * price).sum() / 1e3
        self.curtailed_kwh += (offered - sold).sum() / 1e3

    def _hold_back(self, scenario, world, year):
        """What the grid does not take of the exports."""
        if scenario.connection is None or scenario.connection.curtailment is None:
            return
        table = scenario.connection.curtailment.by_year_frac
        held = table[min(year, len(table)) - 1]
        held = min(held * value_of(world, "connection.curtailment_frac", 1.0, year), 1.0)
        self.curtailed_kwh += held * self.exported_kwh
        self.exported_kwh *= 1.0 - held
        self.export_cny *= 1.0 - held


def value_of(world, key, base, year):
    """What a key is in a year of this world."""
    if key not in world:
        return base
    values = np.atleast_1d(world[key][0])
    return float(values[(year - 1) if len(values) > 1 else 0])


class Books:
    """Every payment by account, payer and payee."""

    def __init__(self, n_years):
        self.n_years = n_years
        self.rows = defaultdict(lambda: [0.0] * (n_years + 1))

    def pay(self, account, payer, payee, year, cny):
        if 0 <= year <= self.n_years:
            self.rows[account, payer, payee][year] += cny

    def of(self, party, year, accounts=None):
        """What a party gets less what it pays in a year."""
        total = 0.0
        for (account, payer, payee), cny in self.rows.items():
            if accounts is None or account in accounts:
                total += cny[year] * ((payee == party) - (payer == party))
        return total


def kept(plan, prepared, world):
    """All payments of a plan in one world, and the project's flow after tax."""
    clerk = Clerk(plan, prepared, world)
    clerk.costs()
    clerk.power()
    clerk.feed_in()
    clerk.fees()
    clerk.finance()
    clerk.assets()
    clerk.value_added_tax()
    clerk.income_tax()
    return clerk


class Clerk:
    """Keeps the books of one plan."""

    def __init__(self, plan, prepared, world):
        self.plan, self.world, self.n_years = plan, world, plan.n_years
        self.years = [Year(plan, prepared, world, y) for y in range(1, plan.n_years + 1)]
        self.books = Books(plan.n_years)
        wells, roofs = plan.stairwell, plan.roof
        lifts = [well.count * well.n_lifts for well in wells]
        layouts = [array.layout for array in prepared.arrays]
        storeys = [n * well.storeys for n, well in zip(lifts, wells, strict=True)]
        high = [n * max(w.storeys - 6, 0) for n, w in zip(lifts, wells, strict=True)]
        level = [n for n, w in zip(lifts, wells, strict=True) if w.entry == "level"]
        watts = [r.count * lay.peak_w for r, lay in zip(roofs, layouts, strict=True)]
        small = [r.count * lay.peak_w for r, lay in zip(roofs, layouts, strict=True)
                 if lay.peak_w < 30e3]  # fmt: skip
        self.watts = watts
        modules = [r.count * lay.n_modules for r, lay in zip(roofs, layouts, strict=True)]
        self.count = {
            "project": 1,
            "lift": sum(lifts),
            "storey": sum(storeys),
            "stop": sum(storeys),
            "household": sum(w.count * w.flats for w in wells),
            "roof": sum(r.count for r in roofs),
            "roof_m2": sum(r.count * r.length_m * r.width_m for r in roofs),
            "w": sum(watts),
            "module": sum(modules),
            "extra_storey": sum(high),
            "level_lift": sum(level),
            "small_w": sum(small),
        }
        weights = prepared.hours.dc_w.sum(axis=0).mean(axis=0) if roofs else np.zeros(8760)
        self.sunny = weights
        self.amount = {}  # of cost row n in year t, all payers together

    # ------------------------------------------------------------------ costs and power

    def payers(self, account):
        rules = [r for r in self.plan.payer if account in r.accounts]
        rest = 1.0 - sum(rule.share_frac for rule in rules)
        return {"investor": rest if rest > 1e-12 else 0.0} | {r.party: r.share_frac for r in rules}

    def due(self, cost):
        when, last = cost.when, self.n_years
        if isinstance(when, tuple):
            return sorted(set(when))
        if when in ("build", "yearly", "end"):
            return {"build": [0], "yearly": range(1, last + 1), "end": [last]}[when]
        event = events()[when.split(":")[1]]
        new, found = 0, []
        renewed = self.renewals() if event.asset == "lift" else ()
        for year in range(1, last + 1):
            age = year - new
            after = event.every_year_after
            if age in event.years or (after is not None and age > after):
                found.append(year)
            if year in renewed:
                new = year
        return found

    def renewals(self):
        found = set()
        for cost in self.plan.cost:
            if cost.account == "lift_renewal" and isinstance(cost.when, tuple):
                found |= set(cost.when)
            elif cost.account == "lift_renewal" and cost.when == "calendar:lift_renewal":
                life = events()["lift_renewal"].years[0]
                found |= set(range(life, self.n_years + 1, life))
        return found

    def costs(self):
        day = self.plan.commissioned
        for n, cost in enumerate(self.plan.cost, 1):
            for year in self.due(cost):
                cny = value_of(self.world, f"cost.{n}.cny", cost.cny, max(year, 1))
                cny *= self.quantity(cost)
                if cost.price_year is not None and self.plan.inflation is not None:
                    rise = 1.0 + self.plan.inflation.per_year
                    cny *= rise ** (day.year - cost.price_year)
                if cost.when != "build":
                    cny *= (1.0 + cost.growth_per_year) ** (year - 1)
                    cny *= 1.0 + cost.step_frac * ((year - 1) // cost.step_years)
                self.amount[n, year] = cny
                payee = (
                    "residents" if cost.account in ("low_floor_compensation", "roof_rent") else ""
                )
                for party, share in self.payers(cost.account).items():
                    self.books.pay(cost.account, party, payee or "suppliers", year, share * cny)

    def quantity(self, cost):
        """How often an amount falls due; above a rating, the watts of the points that exceed it."""
        if cost.above_w is None:
            return self.count[cost.per]
        at = defaultdict(float)
        for roof, watts in zip(self.plan.roof, self.watts, strict=True):
            at[roof.point] += watts
        return sum(watts for watts in at.values() if watts > cost.above_w)

    def path(self, row, year):
        if row.by_year_frac:
            return row.by_year_frac[min(year, len(row.by_year_frac)) - 1]
        return (1.0 + row.growth_per_year) ** (year - 1)

    def power(self):
        for year, found in enumerate(self.years, 1):
            level = value_of(self.world, "lift_power.price_frac", 1.0, year)
            bill = found.bought_cny[0] * level * self.path(self.plan.lift_power, year)
            for party, share in self.payers("lift_power").items():
                self.books.pay("lift_power", party, "grid", year, share * bill)
            for k, load in enumerate(self.plan.load, 1):
                paid = value_of(self.world, f"load.{k}.price_frac", load.price_frac, year)
                cny = found.used_cny[k] * paid * self.path(load, year)
                self.books.pay("power_sold", load.buyer, "investor", year, cny)
                lost = value_of(self.world, f"load.{k}.unpaid_frac", load.unpaid_frac, year)
                self.books.pay("unpaid_bills", "investor", load.buyer, year, cny * lost)

    def feed_in(self):
        if self.plan.feed_in is None or not self.plan.roof:
            return
        rule = feed_in_rule(self.plan.feed_in)
        for year, found in enumerate(self.years, 1):
            level = value_of(self.world, "feed_in.market_frac", 1.0, year)
            self._fed(rule, year, found, level * self._market_path(rule, year))

    @staticmethod
    def _market_path(rule, year):
        path = rule if rule.kind == "flat" else rule.market
        table = getattr(path, "by_year_frac", ())
        if table:
            return table[min(year, len(table)) - 1]
        return (1.0 + (path.growth_per_year or 0.0)) ** (year - 1)

    def _fed(self, rule, year, found, level):
        pay, kwh, covered, market = self.books.pay, found.exported_kwh, 0.0, 0.0
        within = rule.kind in ("mechanism", "benchmark") and year <= self.term(rule)
        if rule.kind == "flat":
            pay("feed_in_flat", "grid", "investor", year, kwh * rule.cny_per_kwh * level)
        elif rule.kind == "benchmark":
            covered = kwh * rule.share_frac * within
            pay("feed_in_benchmark", "grid", "investor", year, covered * rule.benchmark_cny_per_kwh)
            market = found.export_cny * level * (1.0 - rule.share_frac * within)
        else:
            market = found.export_cny * level
        if rule.kind == "mechanism":
            covered = kwh * rule.share_frac * within
            if "losers-share-2026" in rule.auction:
                covered *= 0.9**rule.lost_rounds
            if rule.volume_cap_kwh_per_year is not None:
                covered = min(covered, rule.volume_cap_kwh_per_year)
            mean = self._reference(rule, found) * level
            top_up = covered * (rule.mechanism_cny_per_kwh - mean)
            pay("mechanism_topup", "grid", "investor", year, max(top_up, 0.0))
            pay("mechanism_payback", "investor", "grid", year, max(-top_up, 0.0))
        if market >= 0.0:
            pay("feed_in_market", "grid", "investor", year, market)
        else:
            pay("feed_in_negative_price", "investor", "grid", year, -market)
        green, free = getattr(rule, "green", None), kwh - covered
        if green is not None:
            sold = free * green.sold_frac if green.certificate_cny_per_kwh is not None else 0.0
            certificate, carbon = green.certificate_cny_per_kwh or 0.0, green.carbon_cny_per_kwh
            pay("green_certificates", "customers", "investor", year, sold * certificate)
            pay("carbon_credits", "customers", "investor", year, (free - sold) * (carbon or 0.0))

    def term(self, rule):
        """Years of the mechanism: one more for two good years of self-use in a row, at most two."""
        if "self-use-bonus-2026" not in getattr(rule, "auction", ()):
            return rule.term_years
        good, more = rule.average_self_use_frac + 0.1, 0
        for year in range(1, min(rule.term_years, self.n_years), 2):
            pair = self.years[year - 1 : year + 1]
            more += all(sum(y.used_kwh) >= good * y.made_kwh > 0.0 for y in pair)
        return rule.term_years + min(more, 2)

    def _reference(self, rule, found):
        """Reference price of a year, at the prices of year 1. [CNY/kWh]"""
        if rule.reference is None:
            return found.export_cny / found.exported_kwh if found.exported_kwh else 0.0
        if rule.reference.kind == "flat":
            return rule.reference.cny_per_kwh
        days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        by_hour = np.repeat(rule.reference.cny_per_kwh, np.array(days) * 24)
        return float((by_hour * self.sunny).sum() / self.sunny.sum())

    def fees(self):
        for fee in self.plan.fee:
            for year in range(fee.first_year, fee.last_year + 1):
                rise = (1.0 + fee.step_frac) ** ((year - fee.first_year) // fee.step_years)
                for well in self.plan.stairwell:
                    on_floor = well.count * well.flats / well.storeys
                    for floor in range(well.storeys):
                        cny = fee.cny_per_flat[min(floor, len(fee.cny_per_flat) - 1)]
                        cny *= on_floor * rise
                        self.books.pay("resident_fee", "residents", "investor", year, cny)

    # ------------------------------------------------------------------ grants and debts

    def lift_cost(self, well, accounts):
        """What one lift of a stairwell cost to build."""
        total = 0.0
        for n, cost in enumerate(self.plan.cost, 1):
            if cost.account not in accounts or cost.when != "build":
                continue
            part = {
                "storey": well.storeys,
                "stop": well.storeys,
                "household": well.flats / well.n_lifts,
                "extra_storey": max(well.storeys - 6, 0),
                "level_lift": float(well.entry == "level"),
            }.get(cost.per)
            whole = self.count[cost.per] if part is not None else self.count["lift"]
            total += self.amount[n, 0] * (1.0 if part is None else part) / max(whole, 1)
        return total

    def granted(self, rule, well):
        """What a grant pays for one lift."""
        asks = rule.requires
        if asks.min_storeys is not None and well.storeys < asks.min_storeys:
            return 0.0
        parts = {
            "total": LIFT_ACCOUNTS,
            "equipment": ("lift_equipment",),
            "construction": [name for name in LIFT_ACCOUNTS if name != "lift_equipment"],
        }
        match rule.kind:
            case "fixed":
                cny = rule.cny_per_lift
            case "storeys":
                rows = [s.cny_per_lift for s in rule.table if s.at_least <= well.storeys]
                cny = rows[-1] if rows else 0.0
            case "stops":
                cny = max(rule.base_cny + (well.storeys - rule.base_stops) * rule.step_cny, 0.0)
            case "cost_share":
                cny = rule.share_frac * self.lift_cost(well, parts[rule.of])
            case "relocation":
                cny = rule.share_frac * self.lift_cost(well, ("pipe_relocation",))
            case "low_income":
                cny = rule.cny_per_household * well.low_income_households / well.n_lifts
            case "pot":
                cny = rule.pot_cny / max(rule.n_lifts, self.count["lift"])
            case "upkeep":
                cny = rule.cny_per_lift_per_year
        if getattr(rule, "cap_cny", None) is not None:
            cny = min(cny, rule.cap_cny)
        if well.shaft_exists and rule.shaft_exists_frac is not None:
            cny *= rule.shaft_exists_frac
        return cny

    def for_all_lifts(self, rule):
        return sum(w.count * w.n_lifts * self.granted(rule, w) for w in self.plan.stairwell)

    def grants(self, world, interest, owed):
        """Payments of every grant: (rule, {year: CNY}, main sum, when it comes in years)."""
        late = value_of(world, "subsidy.late_months", 0.0, 1)
        rules = grant_rules(self.plan.subsidy)
        refused = [rule for rule in rules if f"refused:{rule.name}" in world]
        once = {}
        for rule in rules:
            if rule.kind in FOR_LIFTS:
                once[rule.name] = self.for_all_lifts(rule)
            elif rule.kind == "per_w":
                most = math.inf if rule.cap_cny is None else rule.cap_cny
                once[rule.name] = min(rule.cny_per_w * self.count["w"], most)
            if rule in refused and rule.name in once:
                once[rule.name] = 0.0
        asked = sum(once[rule.name] for rule in rules if rule.kind in FOR_LIFTS)
        every = (*LIFT_ACCOUNTS, "pipe_relocation")
        cost = sum(w.count * w.n_lifts * self.lift_cost(w, every) for w in self.plan.stairwell)
        cut = cost / asked if asked > cost else 1.0
        found = []
        for rule in rules:
            months = rule.delay_months + late
            if rule.name not in once:
                years = {} if rule in refused else self.yearly(rule, interest, owed)
                shift = max(math.ceil(months / 12.0 - 1e-9), 0)
                found.append((rule, {y + shift: cny for y, cny in years.items()}, None, None))
                continue
            if rule.paid == "start":
                months -= self.plan.build_months
            whole = once[rule.name] * (cut if rule.kind in FOR_LIFTS else 1.0)
            first = max(math.ceil(months / 12.0 - 1e-9), 0)
            paid = {first: whole * (1.0 - rule.held_back_frac)}
            for k in range(1, rule.held_back_years + 1):
                paid[first + k] = whole * rule.held_back_frac / rule.held_back_years
            comes = math.inf if rule in refused else round(max(months, 0.0) / 12.0, 9)
            found.append((rule, paid, whole * (1.0 - rule.held_back_frac), comes))
        return found

    def yearly(self, rule, interest, owed):
        last = min(rule.years, self.n_years)
        if rule.kind == "upkeep":
            return dict.fromkeys(range(1, last + 1), self.for_all_lifts(rule))
        if rule.kind == "interest":
            return {year: rule.share_frac * interest[year] for year in range(last + 1)}
        found = {}
        if rule.kind == "interest_points":
            for year in range(1, last + 1):
                points = rule.points_per_year * rule.scope_frac * owed[year]
                found[year] = min(points, interest[year])
            return found
        for year in range(1, last + 1):
            energy = self.years[year - 1]
            kwh = {
                "generated": energy.made_kwh,
                "exported": energy.exported_kwh,
                "self_used": sum(energy.used_kwh),
            }[rule.of]
            most = math.inf if rule.cap_cny_per_year is None else rule.cap_cny_per_year
            found[year] = min(kwh * rule.cny_per_kwh, most)
        return found

    def payees(self, rule):
        """Who gets a grant: those who pay for the lift, for a grant for the lift."""
        parts = {p: s for p, s in self.payers("lift_equipment").items() if p in BUILDERS and s > 0}
        if rule.kind not in FOR_LIFTS or not parts:
            return {"investor": 1.0}
        return {party: share / sum(parts.values()) for party, share in parts.items()}

    def finance(self):
        plan, n_years, world = self.plan, self.n_years, self.world
        outlay = sum(
            self.payers(cost.account)["investor"] * self.amount.get((n, 0), 0.0)
            for n, cost in enumerate(plan.cost, 1)
        )
        promised_world = {k: v for k, v in world.items() if "refused" not in k and "late" not in k}
        nothing = [0.0] * (n_years + 1)
        hoped = self.once_to_investor(self.grants(promised_world, nothing, nothing))
        needed = max(outlay - sum(hoped), 0.0)
        running = {key: list(cny) for key, cny in self.books.rows.items()}
        cash = [self.books.of("investor", year) for year in range(n_years + 1)]
        loans = [
            self.loan(row, value_of(world, f"loan.{n}.rate_per_year", row.rate_per_year, 1),
                      needed, cash)
            for n, row in enumerate(plan.loan, 1)
        ]  # fmt: skip
        interest = [sum(loan.interest[year] for loan in loans) for year in range(n_years + 1)]
        owed = [0.0] + [sum(loan.balance[year] for loan in loans) for year in range(n_years)]
        promised = self.grants(promised_world, interest, owed)
        paid = self.grants(world, interest, owed)
        for rule, by_year, _, _ in paid:
            account = "lift_grant" if rule.kind in FOR_LIFTS else GRANT_ACCOUNTS[rule.kind]
            for year, cny in by_year.items():
                for party, share in self.payees(rule).items():
                    self.books.pay(account, "government", party, year, share * cny)
        self.capital_grants = self.once_to_investor(paid)
        debts = [*loans, *self.bridges(promised, paid)]
        debts += self.working_capital(running)
        for debt in debts:
            for year in range(n_years + 1):
                self.books.pay("loan", "lender", "investor", year, debt.draw[year])
                self.books.pay("principal", "investor", "lender", year, debt.principal[year])
                self.books.pay("interest", "investor", "lender", year, debt.interest[year])
        self.has_debt = bool(debts)
        self.interest = [sum(debt.interest[year] for debt in debts) for year in range(n_years + 1)]
        self.bonds(paid)

    def once_to_investor(self, found):
        by_year = [0.0] * (self.n_years + 1)
        for rule, years, main, _ in found:
            share = self.payees(rule).get("investor", 0.0)
            for year, cny in years.items():
                if main is not None and year <= self.n_years:
                    by_year[year] += share * cny
        return by_year

    def loan(self, row, rate, needed, cash):
        """A loan year by year, its interest of construction included."""
        term, grace, first = row.term_years, row.grace_years, row.share_frac * needed
        average = row.interest_on == "average"
        balance = [0.0] * (self.n_years + 1)
        if row.repayment == "equal_principal":
            for year in range(term):
                balance[year] = first * min(1.0, (term - year) / (term - grace))
        elif row.repayment == "annuity":
            step = rate / (1.0 - rate / 2.0) if average else rate
            n = term - grace
            level = first / n if step == 0.0 else first * step / (1.0 - (1.0 + step) ** -n)
            owed = first
            for year in range(term):
                balance[year] = owed
                if year >= grace:
                    owed -= level - owed * step
        else:
            up, down = (1.0 + rate / 2.0, 1.0 - rate / 2.0) if average else (1.0 + rate, 1.0)
            for year in range(term, 0, -1):
                balance[year - 1] = balance[year]
                if year > grace:
                    service = max(cash[year], 0.0) / row.cover
                    balance[year - 1] = (service + down * balance[year]) / up
            scale = min(balance[0], first) / balance[0] if balance[0] > 0.0 else 0.0
            balance = [scale * cny for cny in balance]
        while_built, owed, months = 0.0, 0.0, self.plan.build_months
        is_added = row.construction_interest == "capitalised"
        while months > 0:
            part = min(months, 12) / 12.0
            drawn = min(months, 12) / self.plan.build_months
            due = (owed + drawn / 2.0) * rate * part
            while_built += due
            owed += drawn + (due if is_added else 0.0)
            months -= 12
        before = balance[0] * while_built
        if is_added:
            balance = [cny * (1.0 + while_built) for cny in balance]
        return Debt(balance, rate, average, before)

    def bridges(self, promised, paid):
        bridge = self.plan.bridge
        if bridge is None:
            return
        for (rule, _, hoped, when), (_, _, _, comes) in zip(promised, paid, strict=True):
            if hoped is None:
                continue
            waits = (math.isinf(comes) and when > 0.0) or 0.0 < comes < math.inf
            owed = hoped * bridge.share_frac * self.payees(rule).get("investor", 0.0) * waits
            if owed == 0.0:
                continue
            comes = min(comes, bridge.longest_years)
            last = math.ceil(comes)
            balance = [owed if year < last else 0.0 for year in range(self.n_years + 1)]
            debt = Debt(balance, bridge.rate_per_year, False, 0.0)
            debt.interest[last] = owed * bridge.rate_per_year * (comes - (last - 1))
            yield debt

    def working_capital(self, running):
        capital = self.plan.working_capital
        self.tied_up = 0.0
        if capital is None:
            return
        assets = {cost.account for cost in self.plan.cost if cost.life_years is not None}
        self.tied_up = (
            capital.months
            / 12.0
            * sum(
                cny[1]
                for (account, payer, _), cny in running.items()
                if payer == "investor" and account not in assets
            )
        )
        self.books.pay("working_capital", "investor", "suppliers", 0, self.tied_up)
        self.books.pay("working_capital", "suppliers", "investor", self.n_years, self.tied_up)
        owed = self.tied_up * capital.loan_frac
        if capital.loan_frac > 0.0:
            balance = [owed] * self.n_years + [0.0]
            yield Debt(balance, capital.rate_per_year, False, 0.0)

    def bonds(self, paid):
        building = sum(
            cny
            for _, years, main, _ in paid
            for year, cny in years.items()
            if main is not None and year <= self.n_years
        )
        for bond in self.plan.bond:
            raised, term = building * bond.share_frac, bond.term_years
            balance = [0.0] * (self.n_years + 1)
            for year in range(term):
                left = 1.0 if bond.repayment == "bullet" else (term - year) / term
                balance[year] = raised * left
            debt = Debt(balance, bond.rate_per_year, False, 0.0)
            for year in range(self.n_years + 1):
                self.books.pay("bond", "lender", "government", year, debt.draw[year])
                self.books.pay("bond_principal", "government", "lender", year, debt.principal[year])
                self.books.pay("bond_interest", "government", "lender", year, debt.interest[year])

    # ------------------------------------------------------------------ assets and taxes

    def assets(self):
        """What is written off, what was bought, and what is received for it in the end."""
        n_years, rows = self.n_years, []
        self.bought, self.asset_vat = [0.0] * (n_years + 1), [0.0] * (n_years + 1)
        self.written, self.recovered = [0.0] * (n_years + 1), 0.0
        for n, cost in enumerate(self.plan.cost, 1):
            share = self.payers(cost.account)["investor"]
            if cost.life_years is None or share == 0.0:
                continue
            for year in self.due(cost):
                if year < n_years:
                    paid = share * self.amount[n, year]
                    value = paid / (1.0 + self.input_rate(cost))
                    self.bought[year] += paid
                    self.asset_vat[year] += paid - value
                    life = min(cost.life_years, n_years - year)
                    rows.append([year, value, life, value * cost.residual_frac])
        first = sum(value for year, value, _, _ in rows if year == 0)
        self.expensed = 0.0 if first > 0.0 else self.interest[0]
        added = self.interest[0] / first if first > 0.0 else 0.0
        still_open = sum(v * (1.0 + added) - left for year, v, _, left in rows if year == 0)
        covered = min(sum(self.capital_grants), still_open)
        kept_frac = 1.0 - covered / still_open if still_open > 0.0 else 1.0
        for year, value, life, residual in rows:
            if year == 0:
                value = residual + (value * (1.0 + added) - residual) * kept_frac
            for later in range(year + 1, min(year + life, n_years) + 1):
                self.written[later] += (value - residual) / life
            rest = max(year + life - n_years, 0) / life
            self.recovered += residual + (value - residual) * rest
        if self.recovered:
            self.books.pay("residual_value", "suppliers", "investor", n_years, self.recovered)

    def input_rate(self, cost):
        return cost.vat_frac if self.plan.tax.vat == "general" else 0.0

    def in_force(self, last_day, year):
        """Whether a relief until a day holds in the whole of an operating year."""
        begin = self.plan.commissioned
        end = begin.replace(year=begin.year + year)  # the first day after it
        return last_day is not None and (last_day - end).days >= -1

    def value_added_tax(self):
        tax, credit, self.shift = self.plan.tax, 0.0, [0.0] * (self.n_years + 1)
        for year in range(self.n_years + 1):
            sales = sum(
                cny[year]
                for (account, _, payee), cny in self.books.rows.items()
                if payee == "investor" and account in SALES
            )
            bought = 0.0
            for n, cost in enumerate(self.plan.cost, 1):
                rate = self.input_rate(cost)
                share = self.payers(cost.account)["investor"]
                bought += share * self.amount.get((n, year), 0.0) * rate / (1.0 + rate)
            used = due = 0.0
            if tax.vat == "general":
                contained = sales - sales / (1.0 + tax.vat_frac)
                credit += bought
                used = min(credit, contained)
                credit -= used
                due = contained - used
            elif tax.vat == "small":
                holds = self.in_force(tax.vat_relief_until, year)
                rate = tax.vat_frac
                if holds and tax.vat_reduced_frac is not None:
                    rate = tax.vat_reduced_frac
                net = sales / (1.0 + rate)
                is_free = holds and net <= 12.0 * tax.vat_free_cny_per_month
                due = 0.0 if is_free else net * rate
            half = 0.5 if year > 0 and self.in_force(tax.surcharge_half_until, year) else 1.0
            self.books.pay("vat", "investor", "government", year, due)
            extra = due * tax.surcharge_frac * half
            self.books.pay("surcharge", "investor", "government", year, extra)
            self.shift[year] = used - (bought - self.asset_vat[year])

    def income_tax(self):
        """Profit and tax, with interest and, for the project's own flow, without."""
        years = range(self.n_years + 1)
        debts = ("loan", "principal", "interest", "bond", "bond_principal", "bond_interest")
        pretax = [self.books.of("investor", y) - self.books.of("investor", y, debts) for y in years]
        ebit, income = [], []
        for year in years:
            result = pretax[year] - self.capital_grants[year] + self.bought[year]
            result -= self.recovered if year == self.n_years else 0.0
            result += self.tied_up if year == 0 else 0.0
            result -= self.tied_up if year == self.n_years else 0.0
            ebit.append(result - self.shift[year] - self.written[year])
            sales = (*SALES, "upkeep_grant", "energy_premium", "interest_support")
            received = (
                cny[year]
                for (account, _, payee), cny in self.books.rows.items()
                if payee == "investor" and account in sales
            )
            income.append(sum(received))
        expense = [self.expensed, *self.interest[1:]]
        profit = [e - i for e, i in zip(ebit, expense, strict=True)]
        taxed = self.taxed(profit, income)
        for year in years:
            self.books.pay("income_tax", "investor", "government", year, taxed[year])
        adjusted = self.taxed(ebit, income) if self.has_debt else taxed
        self.project_cny = [p - t for p, t in zip(pretax, adjusted, strict=True)]

    def taxed(self, profit, income):
        tax, open_losses, found = self.plan.tax, [], []
        first = next((year for year, cny in enumerate(income) if cny > 0.0), None)
        for year, cny in enumerate(profit):
            open_losses = [row for row in open_losses if year - row[0] <= tax.loss_years]
            left = max(cny, 0.0)
            for row in open_losses:
                used = min(row[1], left)
                row[1] -= used
                left -= used
            if cny < 0.0:
                open_losses.append([year, -cny])
            due = tax.income_frac * left
            if tax.holiday and first is not None and year >= (tax.holiday_first_year or 0):
                age = year - first + 1
                due *= 0.0 if 1 <= age <= 3 else 0.5 if 4 <= age <= 6 else 1.0
            if tax.relief_frac is not None and left <= tax.relief_limit_cny:
                if year == 0 or self.in_force(tax.relief_until, year):
                    due = min(due, tax.relief_frac * left)
            found.append(due)
        return found


BUILDERS = ("investor", "residents")
GRANT_ACCOUNTS = {"per_w": "pv_grant", "upkeep": "upkeep_grant", "per_kwh": "energy_premium"}
GRANT_ACCOUNTS |= {"interest": "interest_support", "interest_points": "interest_support"}


class Debt:
    """What is owed at the end of every year makes draws, repayments and interest."""

    def __init__(self, balance, rate, average, before):
        self.balance, opening = balance, [0.0, *balance[:-1]]
        self.draw = [max(b - o, 0.0) for o, b in zip(opening, balance, strict=True)]
        self.principal = [max(o - b, 0.0) for o, b in zip(opening, balance, strict=True)]
        self.interest = [before]
        for o, b in zip(opening[1:], balance[1:], strict=True):
            self.interest.append(rate * ((o + b) / 2.0 if average else o))
