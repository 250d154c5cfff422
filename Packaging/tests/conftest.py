"""The package under test, built once from the binary that SACCADE names."""

from __future__ import annotations

import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SOCK_STREAM, socket
from time import sleep

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MODEL = ROOT / "Samples" / "Models" / "random-gen1.safetensors"


def run(*arguments: object, environment: dict[str, str] | None = None) -> str:
    """What a program prints; a failure shows what it said."""
    result = subprocess.run(
        [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    assert result.returncode == 0, f"{arguments} ended with {result.returncode}: {result.stdout}{result.stderr}"
    return result.stdout


@dataclass(frozen=True)
class Package:
    """A package file and the folder that it was unpacked into."""

    file: Path
    root: Path

    @property
    def binary(self) -> Path:
        return self.root / "usr" / "bin" / "saccade"

    @property
    def configuration(self) -> Path:
        return self.root / "etc" / "saccade" / "saccade.yaml"


def needed_binary() -> Path:
    name = os.environ.get("SACCADE")
    if not name:
        pytest.fail("SACCADE does not name a binary of saccade: call make test-package, or set it")
    return Path(name).resolve()


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The package of PACKAGE_UNDER_TEST, or a new one of the binary, unpacked."""
    folder = tmp_path_factory.mktemp("package")
    # Not SACCADE_...: the binary takes such variables for keys of its configuration.
    name = os.environ.get("PACKAGE_UNDER_TEST")
    if name:
        file = Path(name).resolve()
    else:
        environment = {"MODEL": str(MODEL), "COMPRESSION": "none"}
        printed = run(ROOT / "Scripts" / "make-deb", needed_binary(), folder, environment=environment)
        file = Path(printed.splitlines()[-1])
    run("dpkg-deb", "-x", file, folder / "root")
    return Package(file, folder / "root")


def free_port() -> int:
    with socket(AF_INET, SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answer(port: int, path: str) -> tuple[int, str]:
    """Status and text of a page; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, "nobody answers"


@contextmanager
def service(command: list[str], port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A service that has become ready, ended as a service manager ends it."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True)
    try:
        while answer(port, "/readyz")[0] != 200:
            if process.poll() is not None:
                pytest.fail(f"{command} ended with {process.returncode}: {process.stderr and process.stderr.read()}")
            sleep(0.1)
        yield process
        process.terminate()
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    finally:
        process.kill()
        process.wait()
