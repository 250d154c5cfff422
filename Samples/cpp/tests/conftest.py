"""Builds and installs the client, once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(CLIENT / "tests"), str(CLIENT.parent / "python"), str(CLIENT.parents[1] / "Tests/Python")]

from built import Built  # noqa: E402
from daemon import start  # noqa: E402, F401

# Nothing here is fast or slow, and the compiler is quickest so.
QUICK = ["-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0"]


def cmake(*arguments: str | Path) -> None:
    """Runs CMake, and shows what it says where it fails."""
    if shutil.which("cmake") is None:
        pytest.fail("cmake is missing: make deps")
    command = ["cmake", *(str(argument) for argument in arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The examples, and a program that uses the client as it is installed.

    SACCADE_CPP_BUILD names a folder that is kept, so that only what has changed is built.
    """
    folder = Path(os.environ.get("SACCADE_CPP_BUILD", tmp_path_factory.mktemp("cpp"))).resolve()
    client, prefix, consumer = folder / "client", folder / "prefix", folder / "consumer"
    cmake("-S", CLIENT, "-B", client, *QUICK, f"-DCMAKE_INSTALL_PREFIX={prefix}")
    cmake("--build", client)
    shutil.rmtree(prefix, ignore_errors=True)
    cmake("--install", client)
    cmake("-S", CLIENT / "tests/consumer", "-B", consumer, *QUICK, f"-DCMAKE_PREFIX_PATH={prefix}")
    cmake("--build", consumer)
    return Built(client, consumer / "consumer")
