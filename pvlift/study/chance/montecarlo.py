"""How sure is a plan? Every draw re-simulates every hour of every year."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, ScenarioError, Words
from pvlift.facts.laws import WeatherYears
from pvlift.scenario.choices import ENGINES, METHODS
from pvlift.scenario.load import Loaded
from pvlift.scenario.uncertain import Driver
from pvlift.study.chance import engines
from pvlift.study.chance.blocks import BLOCK_DRAWS, DrawBlock, Job, blocks_of, settler_of
from pvlift.study.chance.pull_of_laws import Lean, lean_of
from pvlift.study.chance.summary import Summary, summarise
from pvlift.study.plan.grant_check import check_grants
from pvlift.study.plan.prepare import prepare
from pvlift.study.plant.assemble import Prepared
from pvlift.study.worlds.laws import Dice, plan_of, seed_faults

MOST_DRAWS = 2**30  # points of a Sobol sequence; beyond it nothing repeats, but nobody asked
FEW_DRAWS = 1_000  # below it a chance of 5 % has an error above 0.7 points

Progress = Callable[[int, int], None]  # draws finished, draws asked for


class MonteCarlo(NamedTuple):
    """A batch of draws and what they say together."""

    prepared: Prepared
    drivers: tuple[Driver, ...]
    dice: Dice
    summary: Summary
    lean: Lean  # the plan as written, and why the draws lie elsewhere
    column: Callable[[str], np.ndarray]  # one result of all draws, by name
    notices: tuple[Notice, ...]
    folder: Path | None  # where the parts are


def montecarlo(
    loaded: Loaded,
    draws: int,
    seed: int | None = None,
    *,
    method: str = "random",
    block: int | None = None,
    engine: str = "threads",
    scheduler: str | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> MonteCarlo:
    """Simulate a scenario in many worlds.

    Parameters
    ----------
    draws : number of worlds
    seed : of all draws; absent: the scenario's `montecarlo.seed`
    method : "random", "sobol" or "lhs"; numbers drawn in every year are always random
    block : draws in one part; decides nothing but the size of the parts
    engine : "threads", "dask" or "cuda"; all give the same bytes, cuda to 1e-9
    out : folder of the parts; absent: the results stay in memory
    resume : go on where an interrupted run in `out` stopped
    """
    faults = _faults(draws, seed, block, method, engine, scheduler, workers, out, resume)
    if faults:
        raise ScenarioError("montecarlo", faults)
    out = None if out is None else Path(out)
    job = job_of(loaded, draws, seed, method, whole=out is not None)
    job = job._replace(kernel="cuda" if engine == "cuda" else "cpu")
    settler_of(job.kernel)  # says what is missing before anything is written
    block_draws = block or BLOCK_DRAWS
    if out is None:
        store = Memory()
    else:
        from pvlift.study.chance.parts import open_folder

        store = open_folder(out, job, block, resume)
        block_draws = store.block_draws
    try:
        _fill(store, job, blocks_of(draws, block_draws), engine, scheduler, workers, progress)
        store.finish()
    finally:
        store.close()
    scenario = loaded.scenario
    return MonteCarlo(
        prepared=job.prepared,
        drivers=job.plan.drivers,
        dice=job.dice,
        summary=summarise(store.column, scenario.target, scenario.n_years),
        lean=lean_of(loaded, job.plan),
        column=store.column,
        notices=_notices(job),
        folder=out,
    )


def _fill(store, job: Job, blocks, engine, scheduler, workers, progress: Progress | None) -> None:
    """Compute the blocks that the store does not have yet."""
    todo = [block for block in blocks if not store.has(block)]
    n_draws = job.dice.n_draws
    done = n_draws - sum(block.stop - block.start for block in todo)
    if progress is not None:
        progress(done, n_draws)
    if not todo:
        return
    with engines.running(engine, job, scheduler, workers) as results:
        for block, columns in results(todo):
            store.put(block, columns)
            done += block.stop - block.start
            if progress is not None:
                progress(done, n_draws)


def job_of(loaded: Loaded, draws: int, seed: int | None, method: str, whole: bool) -> Job:
    """The batch as it is sent to an engine."""
    prepared = prepare(loaded, spread=True)
    check_grants(prepared)
    scenario = loaded.scenario
    seed = scenario.montecarlo.seed if seed is None else seed
    plan = plan_of(scenario, prepared.weather.ghi.shape[0])
    return Job(prepared, plan, Dice(seed, method, draws), whole)


class Memory:
    """Blocks kept in memory, for answers on the screen."""

    def __init__(self):
        self._blocks: dict[int, dict[str, np.ndarray]] = {}

    def has(self, block: DrawBlock) -> bool:
        return block.start in self._blocks

    def put(self, block: DrawBlock, columns: dict[str, np.ndarray]) -> None:
        self._blocks[block.start] = columns

    def finish(self) -> None:
        """Nothing more to write."""

    def close(self) -> None:
        """Nothing to let go of."""

    def column(self, name: str) -> np.ndarray:
        """One result of all draws in their order."""
        return np.concatenate([self._blocks[start][name] for start in sorted(self._blocks)])


def _faults(draws, seed, block, method, engine, scheduler, workers, out, resume) -> list[Fault]:
    """Everything wrong with what was asked for, at once."""
    found = seed_faults(seed)
    if workers is not None and workers < 1:
        found.append(Fault("workers", str(workers), Words("at least 1", "不小于 1 的整数")))
    if not 1 <= draws <= MOST_DRAWS:
        wanted = Words(f"1 to {MOST_DRAWS} draws", f"1 至 {MOST_DRAWS} 次抽样")
        found.append(Fault("draws", str(draws), wanted))
    if block is not None and not 1 <= block <= 10_000_000:
        found.append(
            Fault("block", str(block), Words("1 to 10000000 draws", "1 至 10000000 次抽样"))
        )
    if method not in METHODS:
        listed = ", ".join(METHODS)
        found.append(Fault("method", method, Words(f"one of {listed}", f"下列之一：{listed}")))
    if engine not in ENGINES:
        listed = ", ".join(ENGINES)
        found.append(Fault("engine", engine, Words(f"one of {listed}", f"下列之一：{listed}")))
    if scheduler is not None and engine != "dask":
        wanted = Words("engine dask beside a scheduler", "给出调度器地址时须使用 dask 引擎")
        found.append(Fault("scheduler", scheduler, wanted))
    if resume and out is None:
        wanted = Words("the folder of the run to go on with", "待续算结果所在的目录 (--out)")
        found.append(Fault("out", "nothing", wanted))
    return found


def _notices(job: Job) -> tuple[Notice, ...]:
    n_draws, found = job.dice.n_draws, []
    if job.dice.method == "sobol" and n_draws & (n_draws - 1):
        words = Words(
            f"Sobol points are balanced for powers of two; {n_draws} is none.",
            f"Sobol 序列在抽样次数为 2 的整数次幂时才均衡；{n_draws} 不是。",
        )
        found.append(Notice("sobol_not_balanced", words))
    if job.dice.method != "random":
        words = Words(
            "Standard errors are those of plain random draws, which is more than Sobol points or a "
            "Latin hypercube have. Another law moves all Sobol points, another number of draws the "
            "whole hypercube; only plain draws stay.",
            "标准误按简单随机抽样计算；Sobol 或拉丁超立方抽样的实际误差更小。增减一条分布会改变"
            "全部 Sobol 点，改变抽样次数会改变整个超立方；只有简单随机抽样不受影响。",
        )
        found.append(Notice("errors_of_random_draws", words))
    if n_draws < FEW_DRAWS and job.plan.drivers:
        words = Words(
            f"{n_draws} draws are few: chances and tails are rough; 10000 or more are usual.",
            f"抽样仅 {n_draws} 次，概率与尾部数值较粗略；一般应不少于 10000 次。",
        )
        found.append(Notice("few_draws", words))
    if not job.plan.drivers:
        words = Words(
            "No number of this scenario varies: every draw is the same.",
            "方案中没有不确定量：各次抽样结果相同。",
        )
        found.append(Notice("nothing_varies", words))
    if job.plan.n_weather == 1 and any(isinstance(d.law, WeatherYears) for d in job.plan.drivers):
        words = Words(
            "There is one weather year only, so the weather does not vary between years or draws.",
            "仅有一个气象年，各年、各次抽样的气象条件相同，未计入气象波动。",
        )
        found.append(Notice("one_weather_year", words))
    doubtful = [d for d in job.plan.drivers if d.default]
    if doubtful:
        words = Words(
            f"{len(doubtful)} laws come from the embedded table, not from the scenario.",
            f"{len(doubtful)} 条分布取自内置表，并非方案自定。",
        )
        found.append(Notice("default_laws", words))
    return tuple(found)
