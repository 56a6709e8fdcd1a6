"""A setting that makes no sense stops the start with a sentence that says which and why."""

import re

import pytest

from settings import SettingsError, read_settings


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TONGDIAN_CASHE_SECONDS", "60", "TONGDIAN_CASHE_SECONDS is no setting; is TONGDIAN_CACHE_SECONDS meant?"),
        ("TONGDIAN_QQQQ", "1", "TONGDIAN_QQQQ is no setting; see README.md"),
        ("TONGDIAN_STATEMENT_SECONDS", "0", "TONGDIAN_STATEMENT_SECONDS is '0'"),
        ("TONGDIAN_STATEMENT_SECONDS", "soon", "TONGDIAN_STATEMENT_SECONDS is 'soon'"),
        ("TONGDIAN_DATA", __file__, "this is a file"),
        ("TONGDIAN_KEEP_VERSIONS", "1", "TONGDIAN_KEEP_VERSIONS is '1'"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=re.escape(said)):
        read_settings()
