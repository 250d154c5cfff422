"""The relay between the daemon and a subscriber of rospy, with a master of Debian's."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zmq
import zmq.auth
from daemon import PATIENCE_SECONDS, RECORDING, Program, free_ports, replay

# Debian's packages are there for Debian's Python.
PYTHON = "/usr/bin/python3"
HERE = Path(__file__).resolve().parent
RELAY = HERE.parent / "relay.py"
ROSCORE = Path("/usr/bin/roscore")


def is_importable(package: str) -> bool:
    """Whether Debian's Python has a package."""
    return subprocess.run([PYTHON, "-c", f"import {package}"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def ros(start: Callable[..., Program], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a master that runs."""
    if not ROSCORE.exists() or not is_importable("rospy") or not is_importable("zmq"):
        pytest.skip("ROS 1 is not there: apt install python3-rospy python3-roslaunch python3-zmq")
    (port,) = free_ports(1)
    environment = {
        "ROS_MASTER_URI": f"http://127.0.0.1:{port}",
        "ROS_IP": "127.0.0.1",
        "ROS_HOME": str(tmp_path),
        "PYTHONUNBUFFERED": "1",
    }
    master = start(ROSCORE, "-p", str(port), environment=environment)
    while "started core service" not in master.line():
        pass
    yield environment
    master.stop()


def test_detections_of_the_daemon_arrive(ros: dict[str, str], start: Callable[..., Program]) -> None:
    ports = free_ports(2)
    endpoints = [f"tcp://127.0.0.1:{port}" for port in ports]
    listener = start(PYTHON, HERE / "listen.py", "/saccade/front_left/detections", environment=ros)
    assert listener.line() == "listening"
    relay = start(PYTHON, RELAY, f"_endpoint:={endpoints[0]}", "_camera:=front-left", environment=ros)
    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.set(zmq.RCVTIMEO, PATIENCE_SECONDS * 1000)
    socket.subscribe("json/detections/front-left/")
    socket.connect(endpoints[0])
    try:
        replay(start, RECORDING, "--camera", "front-left", "--loop", "0", "--publish", *endpoints)
        sent: dict[tuple[str, str], bytes] = {}
        compared = 0
        while compared < 5:
            text = listener.line()
            message = json.loads(text)
            key = message["session"], message.get("sequence", "0")
            while key not in sent and (not sent or int(key[1]) > int(next(reversed(sent))[1])):
                payload = socket.recv_multipart()[1]
                frame = json.loads(payload)
                sent[frame["session"], frame.get("sequence", "0")] = payload
            # This test's own subscription may have come later than the relay's.
            if key in sent:
                assert text.encode() == sent[key]
                compared += 1
    finally:
        socket.close(linger=0)
    assert relay.stop() == 0


def test_keys_are_used(ros: dict[str, str], start: Callable[..., Program], tmp_path: Path) -> None:
    clients = tmp_path / "clients"
    clients.mkdir()
    for name in ("robot", "relay"):
        zmq.auth.create_certificates(tmp_path, name)
    (tmp_path / "relay.key").rename(clients / "relay.key")
    endpoints = [f"tcp://127.0.0.1:{port}" for port in free_ports(2)]
    listener = start(PYTHON, HERE / "listen.py", "/saccade/front/detections", environment=ros)
    assert listener.line() == "listening"
    keys = f"_curve_server:={tmp_path}/robot.key", f"_curve_key:={tmp_path}/relay.key_secret"
    relay = start(PYTHON, RELAY, f"_endpoint:={endpoints[0]}", "_camera:=front", *keys, environment=ros)
    options = "--curve-key", tmp_path / "robot.key_secret", "--curve-clients", clients
    replay(start, RECORDING, "--camera", "front", "--loop", "0", "--publish", *endpoints, *options)
    assert json.loads(listener.line())["source"] == "front"
    assert relay.stop() == 0


def test_half_of_the_keys_is_explained(ros: dict[str, str], start: Callable[..., Program]) -> None:
    program = start(PYTHON, RELAY, "_curve_key:=relay.key_secret", environment=ros)
    assert "keys need both _curve_server" in program.message("keys need")
    assert program.wait()[0] == 78


def test_illegal_parameters_are_explained(ros: dict[str, str], start: Callable[..., Program]) -> None:
    program = start(PYTHON, RELAY, "_endpoint:=nonsense", environment=ros)
    assert "Use the stream endpoint of Saccade" in program.message("endpoint is 'nonsense'")
    assert program.wait()[0] == 78


@pytest.mark.parametrize(
    ("package", "remedy"), [("rospy", "apt install python3-rospy"), ("zmq", "apt install python3-zmq")]
)
def test_missing_packages_are_explained(start: Callable[..., Program], package: str, remedy: str) -> None:
    if package == "zmq" and not is_importable("rospy"):
        pytest.skip("ROS 1 is not there: apt install python3-rospy")
    run = f"runpy.run_path({str(RELAY)!r}, run_name='__main__')"
    program = start(PYTHON, "-c", f"import runpy, sys; sys.modules[{package!r}] = None; {run}")
    assert remedy in program.message(f"The Python package {package} is missing")
    assert program.wait()[0] == 69
