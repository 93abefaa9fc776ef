"""The verbs subsidy, compare and portfolio: one JSON document, tables, pictures, exit codes."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

import pvlift
from pvlift.cli import cli
from pvlift.errors import PvliftError
from pvlift.facts.read import programmes
from pvlift.report.content.portfolio import portfolio_content
from pvlift.report.content.subsidy import subsidy_content
from pvlift.report.render.json import document_json
from pvlift.study.support.support_forms import FORMS


@pytest.fixture(scope="module")
def estate(root):
    return str(root / "scenarios" / "ganxian_estate.toml")


@pytest.fixture(scope="module")
def policy(root):
    return str(root / "scenarios" / "district_policy.toml")


def asked(*words, lang="en"):
    return CliRunner().invoke(cli, [*words, "--lang", lang])


def test_one_form_with_its_proof(estate, tmp_path):
    words = ("subsidy", estate, "--target", "payback=15", "--form", "gap", "--draws", "60")
    told = asked(*words, "--json", "--out", str(tmp_path))
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)["forms"][0]
    assert found["proof"]["at"]["met_frac"] >= 0.9 > found["proof"]["below"]["met_frac"]
    assert len(found["paid_cny"]) == 26
    assert {p.name for p in tmp_path.iterdir()} >= {"subsidy.json", "forms.csv", "map.png"}
    shown = asked(*words, lang="zh")
    assert shown.exit_code == 0 and "复算验证" in shown.stdout and "投资方" in shown.stdout


def test_all_forms_side_by_side(estate, tmp_path):
    told = asked(
        "subsidy", estate, "--form", "all", "--draws", "20", "--json", "--out", str(tmp_path)
    )
    assert told.exit_code == 0, told.output
    forms = json.loads(told.stdout)["forms"]
    assert [row["form"] for row in forms] == list(FORMS)
    for row in forms:
        assert row["level"] is not None or row["obstacles"], row["form"]
        assert row["price_risk"] and row["operator_risk"] and row["delay_risk"]
    with (tmp_path / "forms.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == len(FORMS) + 1
    assert (tmp_path / "forms.png").stat().st_size > 10_000


def test_the_library_is_listed():
    told = asked("subsidy", "--list", "--json", lang="zh")
    rows = json.loads(told.stdout)["programmes"]
    assert {row["id"] for row in rows} == set(programmes())
    assert asked("subsidy", "--list").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("subsidy",),
        ("subsidy", "none.toml"),
        ("subsidy", "{estate}", "--form", "cash"),
        ("subsidy", "{estate}", "--target", "irr=8", "--draws", "5"),
        ("subsidy", "{estate}", "--probability", "90", "--draws", "5"),
        ("subsidy", "{estate}", "--draws", "0"),
        ("compare", "{estate}", "--model", "free"),
        ("compare", "{estate}", "--draws", "0"),
        ("compare", "{estate}", "--seed", "-1"),
        ("subsidy", "{estate}", "--seed", "-1", "--draws", "5"),
        ("portfolio", "{table}", "--policy", "{policy}", "--seed", "-1", "--draws", "5"),
        ("portfolio", "none.csv", "--policy", "{policy}"),
        ("portfolio", "{estate}", "--policy", "{policy}"),
        ("portfolio", "{table}", "--policy", "{policy}", "--budget", "much"),
        ("portfolio", "{table}", "--policy", "{policy}", "--shares", "0"),
        ("portfolio", "{table}", "--policy", "{policy}", "--form", "public_roofs"),
    ],
)
def test_what_cannot_be_answered_is_told_and_exits_with_2(words, estate, policy, tmp_path):
    table = tmp_path / "rows.csv"
    asked("init", str(table), "--portfolio")
    words = [word.format(estate=estate, policy=policy, table=table) for word in words]
    for lang in ("en", "zh"):
        told = asked(*words, lang=lang)
        assert told.exit_code == 2, told.output
        assert told.stdout == "" and ("fault" in told.stderr or "错误" in told.stderr)
        assert "Traceback" not in told.stderr


def test_models_side_by_side(estate, tmp_path):
    words = ("compare", estate, "--draws", "5")
    told = asked(*words, "--json", "--out", str(tmp_path), lang="zh")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert len(found["models"]) == 6 and found["consent_assumptions"]["source"] == "assumption"
    assert {p.name for p in tmp_path.iterdir()} == {
        "compare.json",
        "models.csv",
        "floors.csv",
        "floors.png",
        "names.csv",
    }
    assert "Assumptions of the estimate of consent" in asked(*words).stdout


def test_a_district_and_its_budget(policy, tmp_path):
    table = tmp_path / "rows.csv"
    assert asked("init", str(table), "--portfolio").exit_code == 0
    words = ("portfolio", str(table), "--policy", policy, "--draws", "20", "--shares", "1,0.25")
    out = tmp_path / "out"
    told = asked(*words, "--budget", "3e6,3e6", "--json", "--out", str(out))
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert len(found["projects"]) == 4 and found["budget"]["ways"][0]["lifts"] >= 2
    lifts = [point["lifts"] for point in found["budget"]["supply_curve"]]
    assert lifts == sorted(lifts)
    assert {p.name for p in out.iterdir()} >= {"supply_curve.png", "rates.png", "choice.csv"}
    small = asked(*words, "--budget", "1000")
    assert small.exit_code == 0 and "buys nothing" in small.stdout


def test_python_and_the_command_line_answer_alike(estate, policy, tmp_path):
    table = tmp_path / "rows.csv"
    assert asked("init", str(table), "--portfolio").exit_code == 0
    told = asked(
        "portfolio", str(table), "--policy", policy, "--draws", "9", "--budget", "4e6", "--json"
    )
    rows = pvlift.read_portfolio(table)
    found = pvlift.portfolio(rows, pvlift.load(policy), draws=9, budget_cny=(4e6,))
    document = json.loads(document_json(portfolio_content(found), "en"))
    assert document == json.loads(told.stdout) and found.plan is not None
    told = asked("subsidy", estate, "--draws", "9", "--form", "gap", "--json")
    one = pvlift.minimum_subsidy(pvlift.load(estate), "payback=12", form="gap", draws=9)
    assert json.loads(document_json(subsidy_content((one,)), "en")) == json.loads(told.stdout)


def test_everything_wrong_with_what_is_asked_of_a_district_is_told_at_once(policy, tmp_path):
    table = tmp_path / "rows.csv"
    assert asked("init", str(table), "--portfolio").exit_code == 0
    with pytest.raises(PvliftError) as caught:
        pvlift.portfolio(
            pvlift.read_portfolio(table),
            pvlift.load(policy),
            "payback=99",
            forms=("cash",),
            draws=0,
            seed=-1,
            lift_shares=(2.0,),
            budget_cny=(-1.0,),
            goal="fame",
            street_most=2.0,
            street_least=-1.0,
        )
    where = [fault.where for fault in caught.value.faults]
    wrong = ["target", "seed", "form", "draws", "lift_shares", "street-most", "street-least"]
    assert where == [*wrong, "budget", "goal"]


def test_bad_rows_are_told_together_and_may_be_skipped(policy, tmp_path):
    table = tmp_path / "rows.csv"
    asked("init", str(table), "--portfolio")
    text = table.read_text("utf-8-sig").replace("A1,East street,Estate A,6,6", "A1,,Estate A,6,99")
    table.write_text(text, "utf-8")
    words = ("portfolio", str(table), "--policy", policy, "--draws", "5")
    told = asked(*words)
    assert told.exit_code == 2 and "storeys" in told.stderr and "street" in told.stderr
    assert asked(*words, "--skip-bad").exit_code == 0
