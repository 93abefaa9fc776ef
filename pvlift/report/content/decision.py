"""The verdict, what the roofs contribute and what would make a plan work, in sentences and data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.content.run_answer import of_hundred, statements
from pvlift.report.document import Column, Section, Sentence, Table
from pvlift.report.figure import Axis, Figure, Line, Note, Panel, Rule
from pvlift.report.words.decision import MEANINGS, VERDICTS, word
from pvlift.report.words.numbers import grouped, money, number, percent
from pvlift.report.words.studies import study_words
from pvlift.report.words.terms import put, term, told
from pvlift.study.decision.advice import ALL

if TYPE_CHECKING:
    from pvlift.study.causes.switch_values import Switch
    from pvlift.study.decision.decide import Decision
    from pvlift.study.decision.roofs import Roofs

TONES = {"works": "good", "on_paper": "doubt", "not_yet": "bad", "cannot": "bad"}


def answer_section(decision: Decision) -> Section:
    """The verdict with both its halves, then each of the things that it rests on."""
    first = Sentence(verdict_words(decision), TONES[decision.verdict.word], True)
    judged = statements(decision.outcome, decision.verdict.chances)
    roofs = [Sentence(_roofs_first(decision.roofs))] if decision.roofs else []
    meaning = Sentence(_meaning(decision), "dim")
    takes = decision.roofs is not None and decision.roofs.added_cny < 0.0
    middle = (*roofs, *judged[:3]) if takes else (*judged[:3], *roofs)
    blocks = (first, *middle, *judged[3:], meaning)
    return Section("answer", term("answer"), blocks)


def verdict_words(decision: Decision) -> Words:
    """The first sentence: the word, the plan as written, and the possible futures."""
    verdict = decision.verdict
    futures = word["no_futures"]
    if verdict.chances is not None:
        share = Words(*(of_hundred(verdict.chances.all_three, lang) for lang in ("en", "zh")))
        futures = word.put("futures", x=share, p=percent(verdict.wanted_frac, None))
    return word.put("first", word=VERDICTS[verdict.word], paper=_paper(decision), futures=futures)


def _paper(decision: Decision) -> Words:
    """What the plan as written gives, and what it lacks."""
    outcome, verdict = decision.outcome, decision.verdict
    target = outcome.prepared.loaded.scenario.target
    payback = float(outcome.indicators.payback_years[0])
    wanted = target.payback_years
    late = math.isfinite(payback) and payback > wanted
    if late:
        plan = word.put("paper_late", t=grouped(payback, 1), g=f"{wanted:g}")
    elif math.isfinite(payback):
        plan = word.put("paper_years", t=grouped(payback, 1))
    elif outcome.books.project_cny[0, 0] >= 0.0:
        plan = word["paper_nothing"]
    else:
        plan = word.put("paper_never", n=outcome.books.ledger.n_years)
    lacking = []
    if not verdict.hurdle:
        rate, hurdle = float(outcome.indicators.project_irr[0]), percent(target.discount_per_year)
        known = math.isfinite(rate)
        lacking.append(
            word.put("low", r=percent(rate, 2), h=hurdle)
            if known
            else word.put("no_return", h=hurdle)
        )
    if not verdict.promise:
        lacking.append(word["broken"])
    if not lacking:
        return plan
    joined = Words(" and ".join(w.en for w in lacking), "，".join(w.zh for w in lacking))
    in_time = math.isfinite(payback) and not late
    return word.put("paper_but" if in_time else "paper_and", a=plan, b=joined)


def _meaning(decision: Decision) -> Words:
    """What the word of the verdict stands for."""
    verdict = decision.verdict
    meaning = put(MEANINGS[verdict.word], p=percent(verdict.wanted_frac, None))
    return put(Words("“{w}”: {m}.", "“{w}”：{m}。"), w=VERDICTS[verdict.word], m=meaning)


# roofs


def _roofs_first(roofs: Roofs) -> Words:
    """What PV adds to the plan or takes from it, in one sentence."""
    added = roofs.added_cny
    return word.put(
        "roofs_add" if added >= 0.0 else "roofs_take",
        n=roofs.n_now,
        **_plural(roofs.n_now),
        x=told(money, abs(added)),
        g=told(money, abs(roofs.replaced_grant_cny_per_lift)),
        w=told(money, roofs.npv_without_cny),
    )


def _plural(n: int) -> dict[str, str]:
    """English forms of one roof or several."""
    one = n == 1
    return {
        "roofs": "roof" if one else "roofs",
        "add": "adds" if one else "add",
        "take": "takes" if one else "take",
        "stand": "stands" if one else "stand",
    }


def roof_section(roofs: Roofs) -> Section:
    """The next roof, the best number, where the plan breaks even, and the curve."""
    sentences = []
    if math.isfinite(roofs.next_roof_cny):
        key = "next_gains" if roofs.next_roof_cny >= 0.0 else "next_loses"
        sentences.append(word.put(key, x=told(money, abs(roofs.next_roof_cny))))
    best, best_cny = int(roofs.n_tried[roofs.best]), float(roofs.npv_tried_cny[roofs.best])
    sentences.append(
        word.put("best", n=best, roofs=_plural(best)["roofs"], x=told(money, best_cny))
    )
    if roofs.break_even is None:
        most = int(roofs.n_tried[-1])
        sentences.append(word.put("even_none", m=most, x=told(money, -best_cny)))
    else:
        sentences.append(
            word.put("even", n=roofs.break_even, roofs=_plural(roofs.break_even)["roofs"])
        )
    blocks = (*map(Sentence, sentences), _curve(roofs))
    return Section("roof_value", word["roofs"], blocks)


def roof_table(roofs: Roofs) -> Table:
    """Every number of roofs that was tried, for a file."""
    columns = (
        Column("n_roofs", word["n_roofs"], [int(n) for n in roofs.n_tried], "count"),
        Column("npv_cny", word["npv"], [float(cny) for cny in roofs.npv_tried_cny], "cny"),
        Column("works_on_paper", word["works_col"], [bool(x) for x in roofs.works]),
    )
    return Table("roof_value", word["curve"], columns)


def _curve(roofs: Roofs) -> Figure:
    here = word.put("here", n=roofs.n_now)
    marks = (
        Line(roofs.n_tried, roofs.npv_tried_cny, word["npv"], "main", strong=True, points=True),
        Rule(roofs.npv_without_cny, "grey", word["without"], dashed=True),
        Rule(0.0),
        Note(here, "plan", float(roofs.n_now), roofs.npv_cny, dot=True),
    )
    most = float(roofs.n_tried[-1])
    panel = Panel(
        Axis(word["n_roofs"], "count", low=0.0, high=most), Axis(kind="cny"), marks, height=3
    )
    return Figure("roof_value", word["curve"], word["curve_sentence"], (panel,))


# advice


def advice_section(decision: Decision) -> Section:
    """What each thing alone would have to be; or, for a plan that works, how far it may go."""
    advice, roofs = decision.advice, decision.roofs
    target = decision.outcome.prepared.loaded.scenario.target
    works = decision.verdict.on_paper
    aim = word.put("judged", t=f"{target.payback_years:g}", h=percent(target.discount_per_year))
    title = put(Words("{a} ({b})", "{a}（{b}）"), a=word["margins" if works else "advice"], b=aim)
    switches = advice.of(ALL)
    told_ = [_lever_words(s, advice.words[s.lever], works) for s in switches
             if s.verdict == "tips" and s.lever != "grant"]  # fmt: skip
    if not works:
        told_ = [_grant_words(decision), *_roof_count_words(roofs), *told_]
        never = [advice.words[s.lever] for s in switches
                 if s.verdict == "never" and s.lever != "grant"]  # fmt: skip
        if never:
            names = Words(", ".join(w.en for w in never), "、".join(w.zh for w in never))
            told_.append(word.put("lever_never", names=names))
        if decision.verdict.word == "cannot":
            told_.insert(0, word["nothing_alone"])
    blocks = [Sentence(words) for words in told_]
    if not works:
        blocks.append(Sentence(term("ask_subsidy")))
    return Section("advice", title, tuple(blocks))


def _lever_words(switch: Switch, name: Words, works: bool) -> Words:
    key = "lever_may" if works else "lever_needs"
    return word.put(key, name=name, x=percent(switch.value - 1.0, 0, "+"))


def _grant_words(decision: Decision) -> Words:
    """The further grant that would do, never above what the rules allow."""
    (switch,) = [s for s in decision.advice.of(ALL) if s.lever == "grant"]
    if switch.verdict == "tips":
        return word.put("grant_needs", x=told(money, switch.value))
    if decision.advice.grant_room_cny < 1.0:
        return word["grant_no_room"]
    return word.put("grant_refused", x=told(money, decision.advice.grant_room_cny))


def _roof_count_words(roofs: Roofs | None) -> list[Words]:
    """The number of roofs that would do, where there is one."""
    if roofs is None or roofs.fewest_that_work is None:
        return []
    key = "roofs_need" if roofs.fewest_that_work > roofs.n_now else "roofs_fewer"
    return [word.put(key, n=roofs.fewest_that_work, now=roofs.n_now)]


# data


def decision_data(decision: Decision) -> dict:
    """The verdict with its parts, for programs."""
    verdict, chances = decision.verdict, decision.verdict.chances
    return {
        "word": verdict.word,
        "in_time": verdict.in_time,
        "hurdle_reached": verdict.hurdle,
        "promise_kept": verdict.promise,
        "wanted_frac": verdict.wanted_frac,
        "chances": None
        if chances is None
        else {
            "draws": chances.n_draws,
            "in_time_frac": number(chances.in_time, 4),
            "hurdle_reached_frac": number(chances.hurdle, 4),
            "promise_kept_frac": number(chances.promise, 4),
            "all_three_frac": number(chances.all_three, 4),
        },
    }


def roofs_data(roofs: Roofs | None) -> dict | None:
    """What the roofs contribute, for programs."""
    if roofs is None:
        return None
    best = roofs.best
    return {
        "n_roofs": roofs.n_now,
        "npv_cny": number(roofs.npv_cny, 2),
        "npv_without_pv_cny": number(roofs.npv_without_cny, 2),
        "added_npv_cny": number(roofs.added_cny, 2),
        "replaced_grant_cny_per_lift": number(roofs.replaced_grant_cny_per_lift, 2),
        "next_roof_cny": number(roofs.next_roof_cny, 2),
        "best_n_roofs": int(roofs.n_tried[best]),
        "best_npv_cny": number(float(roofs.npv_tried_cny[best]), 2),
        "break_even_n_roofs": roofs.break_even,
        "fewest_n_roofs_that_work": roofs.fewest_that_work,
        "tried": {
            "n_roofs": [int(n) for n in roofs.n_tried],
            "npv_cny": [number(float(cny), 2) for cny in roofs.npv_tried_cny],
            "works_on_paper": [bool(x) for x in np.asarray(roofs.works)],
        },
    }


def advice_data(decision: Decision) -> list[dict]:
    """What each thing alone does for each aim of the verdict and for all together."""
    names = dict(decision.advice.words, grant=study_words("grant"))
    return [
        {
            "lever": switch.lever,
            "name": names[switch.lever],
            "aim": switch.aim,
            "verdict": switch.verdict,
            "met_now": switch.met_now,
            "value": number(switch.value, 6),
            "tried_to": number(switch.highest, 6),
        }
        for switch in decision.advice.switches
    ]
