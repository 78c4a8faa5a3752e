"""Pin what `pyproject.toml` asks for: one file for running, and what tests and proofs need on top of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LOCKS = {"run": ".", "test": ".[test]", "proof": ".[test,bench,engines,fast]"}


def frozen(wanted: str) -> list[str]:
    """Return the pinned packages of a fresh environment that holds `wanted`."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", wanted], check=True, cwd=HERE.parent)
        listed = subprocess.run(
            [*pip, "freeze", "--exclude", "helmline"], check=True, capture_output=True, text=True
        )
    return [line for line in listed.stdout.splitlines() if "helmline" not in line]


def main() -> None:
    """Write the three lock files; each lists only what the one before lacks."""
    known: set[str] = set()
    for name, wanted in LOCKS.items():
        pins = [line for line in frozen(wanted) if line not in known]
        known.update(pins)
        text = f"# made by `make lock` from pyproject.toml: {wanted}\n" + "".join(f"{pin}\n" for pin in pins)
        (HERE / f"{name}.txt").write_text(text)
        print(f"{name}: {len(pins)} packages")


if __name__ == "__main__":
    main()
