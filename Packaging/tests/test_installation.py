"""The Debian package, installed into a Debian 12 that may be changed: the folder DEBIAN_ROOT."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import answer, free_port, run, service

needs_root = pytest.mark.skipif(
    "DEBIAN_ROOT" not in os.environ, reason="DEBIAN_ROOT names no Debian to install into: make test-deb"
)
APT_GET = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "--yes", "--no-install-recommends")


@contextmanager
def mounted(root: Path) -> Iterator[None]:
    """The process file system, which systemd's tools look into."""
    run("mount", "-t", "proc", "proc", root / "proc")
    try:
        yield
    finally:
        run("umount", root / "proc")


@needs_root
def test_installs_serves_and_goes_without_a_trace() -> None:
    root, package = Path(os.environ["DEBIAN_ROOT"]), Path(os.environ["PACKAGE_UNDER_TEST"])

    def inside(*words: str) -> str:
        return run("chroot", root, *words)

    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    # A Debian without services: nothing may be started while packages are configured.
    policy = root / "usr" / "sbin" / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    shutil.copy(package, root / "saccade.deb")
    with mounted(root):
        inside(*APT_GET, "update")
        inside(*APT_GET, "install", "/saccade.deb")
        assert (
            inside("saccade", "--version").strip()
            == inside("dpkg-query", "-W", "-f", "${Version}", "saccade").rpartition("-")[0]
        )
        inside("saccade", "check", "--config", "/etc/saccade/saccade.yaml")
        assert inside("systemctl", "is-enabled", "saccade.service").strip() == "enabled"
        assert inside("stat", "-c", "%U:%a", "/var/lib/saccade").strip() == "saccade:750"

        # As the unit starts it, but for systemd: the service's user and its runtime folder.
        inside("install", "-d", "-o", "saccade", "-g", "saccade", "-m", "750", "/run/saccade")
        port = free_port()
        command = ["chroot", str(root), "setpriv", "--reuid=saccade", "--regid=saccade", "--clear-groups"]
        command += ["saccade", "serve", "--config", "/etc/saccade/saccade.yaml"]
        environment = {
            "SACCADE_HTTP_LISTEN": f"127.0.0.1:{port}",
            "SACCADE_PUBLISH_STREAM": "ipc:///run/saccade/stream",
            "SACCADE_PUBLISH_LATEST": "ipc:///run/saccade/latest",
        }
        with service(command, port, environment):
            assert answer(port, "/readyz") == (200, "ready\n")
            assert answer(port, "/livez")[0] == 200
            # The configuration's own model is what a camera needs no more than a source for.
            source = "source=/usr/share/saccade/recordings/driving.raw"
            inside("saccade", "control", "add", "drive", source, "repeat=0")
            assert "drive" in inside("saccade", "control", "status")

        # What an administrator has written outlives an installation over the old one; a purge leaves nothing.
        configuration = root / "etc" / "saccade" / "saccade.yaml"
        configuration.write_text("version: 1\n")
        inside(*APT_GET, "install", "--reinstall", "/saccade.deb")
        assert configuration.read_text() == "version: 1\n"
        inside(*APT_GET, "purge", "saccade")
        left = inside("find", "/etc", "/usr", "/var/lib", "-xdev", "-name", "*saccade*").split()
        assert not left


@needs_root
@pytest.mark.skipif(not shutil.which("lintian"), reason="lintian is not installed")
def test_lintian_finds_no_error() -> None:
    run("lintian", "--no-cfg", "--allow-root", "--fail-on=error", os.environ["PACKAGE_UNDER_TEST"])
