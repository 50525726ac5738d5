"""Tools that come from npm, installed once into a cache folder; tests skip where npm is not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def npm_folder(package: str) -> Path:
    """The node_modules folder that holds `package` ("name@version")."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"npm is not installed, and {package} comes from it")
    cache = Path(os.environ.get("LUURI_TEST_CACHE", Path.home() / ".cache" / "luuri-tests"))
    folder = cache / package.replace("/", "_")
    modules = folder / "node_modules"
    if not modules.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        install = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", package]
        done = subprocess.run(install, capture_output=True, text=True, timeout=240, check=False)
        if done.returncode != 0:
            pytest.skip(f"{package} could not be installed from npm (exit {done.returncode})")
    return modules
