"""No screen, JSON document or table changes unseen."""

from __future__ import annotations

import pytest
from faces import CASES, FACES, faces_of, same


@pytest.mark.parametrize("face", CASES, ids=lambda face: face.name)
def test_what_users_see_is_what_was_kept(face, tmp_path):
    changed, seen = [], set()
    for name, text in faces_of(face, tmp_path / "out"):
        seen.add(name)
        kept = FACES / face.name / name
        if not kept.exists() or not same(text, kept.read_bytes().decode("utf-8")):
            changed.append(name)
    assert changed == []
    assert seen == {path.name for path in (FACES / face.name).iterdir()}


def test_a_changed_word_or_number_is_seen():
    assert same("pays 17.6 years", "pays 17.6 years")
    assert same('{"x": 17.61}', '{"x": 17.62}')
    assert not same("pays 17.6 years", "pays 17.8 years")
    assert not same("pays 17.6 years", "costs 17.6 years")
    assert not same("12 roofs", "13 roofs")
