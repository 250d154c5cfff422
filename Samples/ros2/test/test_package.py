"""The package: what is installed, and what the launch file starts."""

import importlib.util
import re
import shutil
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from daemon import Program
from launch.actions import DeclareLaunchArgument
from launch_ros.actions import Node

PACKAGE = Path(__file__).resolve().parents[1]


def launch_file() -> ModuleType:
    """The launch file as a module."""
    spec = importlib.util.spec_from_file_location("saccade_launch", PACKAGE / "launch/saccade.launch.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declared(module: str) -> dict[str, str]:
    """The parameters that a node declares, with their defaults as launch arguments are written."""
    source = (PACKAGE / f"saccade_ros2/{module}.py").read_text()
    found = re.findall(r'declare_parameter\("(\w+)", (?:"(.*?)"|(\w+))\)', source)
    return {name: text or word.lower() for name, text, word in found}


def test_launch_file_gives_every_parameter() -> None:
    entities = launch_file().generate_launch_description().entities
    defaults = {each.name: each.default_value for each in entities if isinstance(each, DeclareLaunchArgument)}
    nodes = [each for each in entities if isinstance(each, Node)]
    assert [node.executable for node in nodes] == ["detections", "events"]
    for node in nodes:
        (parameters,) = node.parameters
        expected = declared(node.executable)
        assert {name: defaults[each.value.variable_name] for name, each in parameters.items()} == expected
        for name, each in parameters.items():
            assert each.value_type is (bool if expected[name] in ("true", "false") else str)
    assert nodes[0].condition is None
    assert defaults[nodes[1].condition.predicate.variable_name] == "false"


def test_manifest_and_setup_agree() -> None:
    manifest = ElementTree.parse(PACKAGE / "package.xml").getroot()
    setup = (PACKAGE / "setup.py").read_text()
    assert f'NAME = "{manifest.findtext("name")}"' in setup
    assert f'version="{manifest.findtext("version")}"' in setup
    assert (PACKAGE / "resource" / str(manifest.findtext("name"))).exists()


def test_colcon_builds_the_package(start: Callable[..., Program], tmp_path: Path) -> None:
    colcon = Path(sys.executable).with_name("colcon")
    if not colcon.exists():
        pytest.skip(f"{colcon} is not there: pip install -r Tests/Python/requirements.txt")
    source = tmp_path / "src/saccade_ros2"
    shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("test", "__pycache__"))
    folders = [f"--{name}-base" for name in ("build", "install")]
    program = start(
        colcon, "--log-base", tmp_path / "log", "build", "--base-paths", tmp_path / "src",
        folders[0], tmp_path / "build", folders[1], tmp_path / "install",
        environment={"PATH": f"{colcon.parent}:/usr/bin:/bin"},
    )  # fmt: skip
    code, _ = program.wait()
    assert code == 0, "".join(program.said)
    installed = tmp_path / "install/saccade_ros2"
    for name in ("detections", "events"):
        assert (installed / "lib/saccade_ros2" / name).exists()
    assert (installed / "share/saccade_ros2/launch/saccade.launch.py").exists()
    assert (installed / "share/ament_index/resource_index/packages/saccade_ros2").exists()
