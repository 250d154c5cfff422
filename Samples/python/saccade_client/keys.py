"""Keys for encrypted and authenticated connections (CURVE)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import zmq.auth
from zmq.utils import z85


@dataclass(frozen=True)
class Keys:
    """The daemon's public key and one's own pair, as Z85 texts of 40 characters."""

    server: str
    public: str
    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        """Tests that each is a key."""
        if not zmq.has("curve"):
            raise RuntimeError("this libzmq has no CURVE: install a pyzmq from PyPI, or a libzmq built with libsodium")
        for name in ("server", "public", "secret"):
            try:
                is_key = len(z85.decode(getattr(self, name).encode())) == 32
            except (ValueError, KeyError):
                is_key = False
            if not is_key:
                raise ValueError(f"the {name} key is no Z85 text of 40 characters: copy it whole from its file")

    @classmethod
    def load(cls, server: str | Path, own: str | Path) -> Keys:
        """Reads certificate files as `zmq.auth.create_certificates` writes them.

        Args:
            server: the daemon's certificate, `.key`.
            own: this subscriber's certificate with its secret key, `.key_secret`.
        """
        public, secret = _read(own)
        if secret is None:
            raise ValueError(f"{own} holds no secret key: name the file that ends in .key_secret")
        return cls(server=_read(server)[0], public=public, secret=secret)

    @classmethod
    def parse(
        cls, parser: argparse.ArgumentParser, words: Sequence[str] | None = None
    ) -> tuple[argparse.Namespace, Keys | None]:
        """Parses a program's arguments with `--curve-server` and `--curve-key` besides, and reads those certificates.

        The keys are None where neither is given. What is wrong with them ends the program as any wrong argument does.

        Args:
            parser: what knows the program's own arguments.
            words: the arguments; those of this program where left out.
        """
        wanted = "where the daemon wants keys"
        parser.add_argument("--curve-server", metavar="FILE", help=f"the daemon's certificate, .key, {wanted}")
        parser.add_argument("--curve-key", metavar="FILE", help=f"one's own, .key_secret, {wanted}")
        arguments = parser.parse_args(words)
        server, own = arguments.curve_server, arguments.curve_key
        if server is None and own is None:
            return arguments, None
        if server is None or own is None:
            parser.error("keys need both --curve-server and --curve-key")
        try:
            return arguments, cls.load(server, own)
        except (ValueError, OSError, RuntimeError) as error:
            parser.error(str(error))


def _read(path: str | Path) -> tuple[str, str | None]:
    if not Path(path).is_file():
        raise FileNotFoundError(f"there is no certificate {path}: make one with zmq.auth.create_certificates")
    try:
        public, secret = zmq.auth.load_certificate(path)
    except ValueError as error:
        raise ValueError(f"{path} is no certificate: {error}") from error
    return public.decode(), None if secret is None else secret.decode()
