"""Make .venv and keep it equal to requirements.txt: `python3 .ci/venv.py [dev]`, called by every make target.

Runs on the system's Python, so it uses nothing but the standard library and the syntax of old versions. When nothing
changed it only compares a hash, so it needs neither pip nor a network.
"""

import fcntl
import hashlib
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
FILES = {"run": ["requirements.txt"], "dev": ["requirements.txt", "requirements-dev.txt"]}


def main(kind):
    if sys.version_info < OLDEST:
        found = "{}.{}".format(*sys.version_info[:2])
        sys.exit(
            f"Hetang needs Python 3.11 or newer; {sys.executable} is {found}. Say: make PYTHON=/path/to/python3.11"
        )
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once: the second finds it done
        if not _works([str(PYTHON), "-c", ""]):
            _create()
        if not (_is_current(kind) or (kind == "run" and _is_current("dev"))):
            _install(kind)


def _works(command):
    try:
        return (
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        )
    except OSError:
        return False


def _create():
    if VENV.is_symlink():  # never clear what it points to: that is somebody else's
        VENV.unlink()
    print("Making .venv with Python {}.{}.{} …".format(*sys.version_info[:3]), flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False, capture_output=True, text=True
    )
    if done.returncode == 0:
        return
    # Debian without python3-venv has no ensurepip; the system's pip can fill a venv from outside.
    bare = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)],
        check=False,
        capture_output=True,
        text=True,
    )
    if bare.returncode != 0 or not _works([sys.executable, "-m", "pip", "--version"]):
        sys.stderr.write(done.stdout + done.stderr)
        sys.exit("Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv")


def _pip():
    if _works([str(PYTHON), "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def _mark(kind):
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in FILES[kind])
    version = subprocess.run([str(PYTHON), "-VV"], check=False, capture_output=True, text=True).stdout
    return hashlib.sha256((version + text).encode()).hexdigest()


def _stamp(kind):
    return VENV / f".hetang-{kind}"


def _is_current(kind):
    stamp = _stamp(kind)
    return stamp.exists() and stamp.read_text().strip() == _mark(kind)


def _install(kind):
    files = FILES[kind][-1:]
    print("Installing {} into .venv (once; a minute or two) …".format(" and ".join(files)), flush=True)
    began = time.monotonic()
    wanted = [word for name in files for word in ("-r", str(ROOT / name))]
    # Compiling all of pandas and the like takes as long as the rest; Python compiles what it imports, when it does.
    command = [*_pip(), "install", "-qq", "--disable-pip-version-check", "--no-input", "--no-compile", *wanted]
    quiet_root = ["--root-user-action=ignore"]  # the venv is ours; pip cannot know
    if subprocess.run(command + quiet_root, check=False).returncode != 0:
        sys.exit("pip could not install the requirements: its message is above. Is there a network?")
    _stamp(kind).write_text(_mark(kind))
    print(f"Installed in {time.monotonic() - began:.0f} s.", flush=True)


if __name__ == "__main__":
    main("dev" if sys.argv[1:] == ["dev"] else "run")
