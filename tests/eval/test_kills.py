"""What a killed process leaves behind; `python -m guillemet.eval.kills` tries it at length."""

from guillemet.eval.kills import try_kills


def test_a_handful_of_kills_leave_nothing_half(tmp_path):
    outcome = try_kills(5, 1, tmp_path.resolve())
    assert outcome.kills == 5
    assert (outcome.corrupt, outcome.wrong) == ([], [])
