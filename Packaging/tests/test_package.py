"""The Debian package, unpacked without being installed."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path
from time import sleep

import pytest
from conftest import MODEL, ROOT, Package, answer, free_port, needed_binary, run, service

needs = pytest.mark.skipif


def pages(package: Package) -> list[Path]:
    return sorted((package.root / "usr" / "share" / "man").glob("man?/*.gz"))


def subcommands(binary: Path, *words: str) -> list[tuple[str, ...]]:
    """Every subcommand that --help shows, of any depth."""
    _, _, section = run(binary, *words, "--help").partition("SUBCOMMANDS:\n")
    names = re.findall(
        r"^  (?:\S+, )?([a-z][\w-]*)(?:  |$| \(default\))", section.partition("\n\n")[0], flags=re.MULTILINE
    )
    found = [(*words, name) for name in names]
    return found + [child for path in found for child in subcommands(binary, *path)]


def test_control_says_what_the_package_is(package: Package) -> None:
    def field(name: str) -> str:
        return run("dpkg-deb", "-f", package.file, name).strip()

    assert field("Package") == "saccade"
    version = run(package.binary, "--version").strip()
    assert field("Version").rpartition("-")[0] == version
    assert package.file.name == f"saccade_{field('Version')}_{field('Architecture')}.deb"
    depends = [entry.split()[0] for entry in field("Depends").split(", ")]
    needed = {"libc6", "libzmq5", "libblosc1", "libsqlite3-0", "libpng16-16", "systemd"}
    assert needed <= set(depends), depends
    libraries = [name for name in depends if name != "systemd"]
    assert len(libraries) == len(set(libraries))


def test_everything_that_the_program_loads_comes_from_a_package_or_the_package(package: Package) -> None:
    for line in run("ldd", package.binary).splitlines():
        if " => " in line:
            path = line.split(" => ")[1].split()[0]
            beside = package.root / "usr" / "lib" / "saccade" / Path(path).name
            alternatives = [path, os.path.realpath(path), f"/usr{path}", path.removeprefix("/usr")]
            found = subprocess.run(["dpkg-query", "-S", *alternatives], capture_output=True, text=True, check=False)
            assert found.stdout or beside.exists(), line


def test_configuration_is_a_conffile_and_holds(package: Package, tmp_path: Path) -> None:
    run("dpkg-deb", "-e", package.file, tmp_path)
    assert (tmp_path / "conffiles").read_text() == "/etc/saccade/saccade.yaml\n"
    run(package.binary, "check", "--config", package.configuration)
    manual = run(package.binary, "check", "--manual").splitlines()
    added = [line for line in package.configuration.read_text().splitlines() if line not in manual]
    assert added[-1] == "  model: /usr/share/saccade/models/default.model"
    assert len(added) == 2
    assert "random weights" in added[0]


def test_checksums_hold(package: Package, tmp_path: Path) -> None:
    run("dpkg-deb", "-e", package.file, tmp_path)
    run("sh", "-c", 'cd "$0" && md5sum --check --quiet "$1"', package.root, tmp_path / "md5sums")


def test_maintainer_scripts_parse(package: Package, tmp_path: Path) -> None:
    run("dpkg-deb", "-e", package.file, tmp_path)
    for name in ("postinst", "prerm", "postrm"):
        script = tmp_path / name
        assert os.access(script, os.X_OK)
        run("sh", "-n", script)


def test_files_belong_to_root_and_only_it_can_write_them(package: Package) -> None:
    for line in run("dpkg-deb", "-c", package.file).splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root", line
        assert mode[0] == "l" or "w" not in mode[4:], line


def test_default_model_is_there(package: Package) -> None:
    models = package.root / "usr" / "share" / "saccade" / "models"
    assert (models / "default.model").resolve() == (models / MODEL.name).resolve()
    assert "provenance:" in run(package.binary, "network", "info", models / "default.model")


def test_every_subcommand_has_a_page(package: Package) -> None:
    expected = {"saccade.1.gz", "saccade.yaml.5.gz"}
    expected |= {f"saccade-{'-'.join(path)}.1.gz" for path in subcommands(package.binary)}
    assert {page.name for page in pages(package)} == expected
    assert len(expected) > 20


def test_pages_name_every_option_and_every_key(package: Package) -> None:
    folder = package.root / "usr" / "share" / "man"
    shown = set(re.findall(r"--[a-z][\w-]+", run(package.binary, "replay", "--help")))
    page = gzip.decompress((folder / "man1" / "saccade-replay.1.gz").read_bytes()).decode().replace(r"\-", "-")
    assert shown <= set(re.findall(r"--[a-z][\w-]+", page))
    assert len(shown) > 20
    # Each key of the manual is told with a line of facts.
    manual = re.findall(r"^[# ]*\[.*", run(package.binary, "check", "--manual"), flags=re.MULTILINE)
    page = gzip.decompress((folder / "man5" / "saccade.yaml.5.gz").read_bytes()).decode()
    assert page.count("\n.br\n[") == len(manual) > 30
    for key in ("log.level", "http.token_file", "cameras.NAME.track.gap", "cameras.NAME.restart.maximum"):
        assert rf"\fB{key}\fR" in page


@needs(not shutil.which("man"), reason="man is not installed")
def test_pages_render_without_warnings(package: Package) -> None:
    for page in pages(package):
        result = subprocess.run(
            ["man", "--warnings", "--encoding=UTF-8", "--local-file", "--troff-device=utf8", "--ditroff", page],
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"},
        )
        assert result.returncode == 0, page
        assert result.stderr.decode() == "", page


@needs(not shutil.which("mandoc"), reason="mandoc is not installed")
def test_pages_are_well_formed(package: Package, tmp_path: Path) -> None:
    for page in pages(package):
        (tmp_path / page.stem).write_bytes(gzip.decompress(page.read_bytes()))
    run("mandoc", "-Tlint", "-Wwarning", *sorted(tmp_path.iterdir()))


@pytest.mark.parametrize(
    ("shell", "path"),
    [
        ("bash", "usr/share/bash-completion/completions/saccade"),
        ("zsh", "usr/share/zsh/vendor-completions/_saccade"),
        ("fish", "usr/share/fish/vendor_completions.d/saccade.fish"),
    ],
)
def test_completions_parse(package: Package, shell: str, path: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    file = package.root / path
    assert "replay" in file.read_text()
    run(shell, "-n", file)


@needs(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_units_verify(package: Package, tmp_path: Path) -> None:
    installed = package.root / "lib" / "systemd" / "system"
    for name, copy in (
        ("saccade.service", "saccade.service"),
        ("saccade.socket", "saccade.socket"),
        ("saccade@.service", "saccade@front.service"),
    ):
        text = (installed / name).read_text()
        assert "/usr/bin/saccade" in text or name == "saccade.socket"
        (tmp_path / copy).write_text(text.replace("/usr/bin/saccade", str(package.binary)))
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0 and not result.stderr, result.stderr


def test_documents_link_to_what_is_installed(package: Package) -> None:
    folder = package.root / "usr" / "share" / "doc" / "saccade"
    documents = sorted(folder.rglob("*.md"))
    assert len(documents) > 10
    for document in documents:
        for target in re.findall(r"\]\(([^)\s#]+)", document.read_text()):
            if not re.match(r"[a-z]+:", target):
                assert (document.parent / target).exists(), f"{document.name}: {target}"
    assert (folder / "copyright").is_file()
    for name in ("changelog.gz", "changelog.Debian.gz"):
        assert gzip.decompress((folder / name).read_bytes())
    for unit in (package.root / "lib" / "systemd" / "system").iterdir():
        for named in re.findall(r"file:(\S+)", unit.read_text()):
            assert (package.root / named.lstrip("/")).is_file(), f"{unit.name}: {named}"


def test_another_prefix_is_said_in_every_file(tmp_path: Path) -> None:
    binary, root = needed_binary(), tmp_path / "root"
    environment = {"PREFIX": "/opt/saccade", "DESTDIR": str(root), "MODEL": str(MODEL)}
    run(ROOT / "Scripts" / "install-files", binary, environment=environment)
    unit = (root / "opt/saccade/lib/systemd/system/saccade.service").read_text()
    assert "ExecStart=/opt/saccade/bin/saccade serve --config /opt/saccade/etc/saccade/saccade.yaml\n" in unit
    assert {path.relative_to(root).parts[:2] for path in root.rglob("*") if path.is_file()} == {("opt", "saccade")}
    configuration = root / "opt/saccade/etc/saccade/saccade.yaml"
    assert "  model: /opt/saccade/share/saccade/models/default.model\n" in configuration.read_text()
    # What an administrator has written is never lost.
    configuration.write_text("version: 1\n")
    run(ROOT / "Scripts" / "install-files", binary, environment=environment)
    assert configuration.read_text() == "version: 1\n"


def test_service_begins_with_the_configuration_of_the_package(package: Package, tmp_path: Path) -> None:
    port = free_port()
    environment = {
        "SACCADE_HTTP_LISTEN": f"127.0.0.1:{port}",
        "SACCADE_PUBLISH_STREAM": f"ipc://{tmp_path}/stream",
        "SACCADE_PUBLISH_LATEST": f"ipc://{tmp_path}/latest",
        "SACCADE_CONTROL_SOCKET": f"{tmp_path}/control.sock",
    }
    command = [str(package.binary), "serve", "--config", str(package.configuration)]
    with service(command, port, environment):
        assert answer(port, "/readyz") == (200, "ready\n")
        # The model and the recording of the package, added as an administrator would.
        share = package.root / "usr" / "share" / "saccade"
        keys = [f"source={share}/recordings/driving.raw", f"model={share}/models/default.model", "repeat=0"]
        control = ["control", "add", "drive", *keys, "--socket", f"{tmp_path}/control.sock"]
        run(package.binary, *control)
        processed = 0.0
        while processed == 0:
            sleep(0.2)
            metrics = answer(port, "/metrics")[1]
            values = re.findall(r'^saccade_events_processed_total\{.*camera="drive".*\} (\S+)$', metrics, re.MULTILINE)
            processed = sum(map(float, values))
            assert "failed" not in answer(port, "/readyz")[1]
