"""What may be chosen by name, on the command line and in Python alike; light to import."""

from __future__ import annotations

from typing import Literal, get_args

Method = Literal["random", "sobol", "lhs"]
METHODS: tuple[str, ...] = get_args(Method)
"""How draws come about."""
ENGINES = ("threads", "dask", "cuda")
"""Where draws are computed."""
GOALS = ("lifts", "households", "elderly", "value")
"""What a district's budget is spent for."""
