"""Compile what takes most of the time while the package is built; without a compiler it stays Python's, which takes longer."""

import compileall
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = "indexer", "webapp"
SOURCES = (
    "indexer/engines/whoosh/kernel.c",
    "indexer/engines/whoosh/inversion.c",
    "indexer/language/scan.c",
    "indexer/language/kazakh/stems.c",
    "indexer/stretch.c",
)
FLAGS = [
    "-O3",
    "-shared",
    "-fPIC",
    "-ffp-contract=off",  # the same numbers as Python's, to the bit
    *(["-undefined", "dynamic_lookup"] if sys.platform == "darwin" else []),
]


class Compiled(BuildHookInterface):
    """Puts each compiled module beside its source, and into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say so where that cannot be."""
        # Else pip does it; and where Python is told to write no bytecode, each process would compile anew.
        if version == "editable":
            for package in PACKAGES:
                compileall.compile_dir(str(Path(self.root, package)), quiet=2)
        for source in map(Path, SOURCES):
            target = source.with_name(f"_{source.stem}{sysconfig.get_config_var('EXT_SUFFIX')}")
            if trouble := compiled(Path(self.root, source), Path(self.root, target)):
                Path(self.root, target).unlink(missing_ok=True)  # it is of another source
                self.app.display_warning(
                    f"it will take longer to search and to index, for {source} was not compiled: {trouble}"
                )
                continue
            build_data["artifacts"].append(f"/{target}")
            build_data.update(pure_python=False, infer_tag=True)


def compiled(source: Path, target: Path) -> str:
    """Compile a module, and return what stood in the way; "" for nothing. A target in use is replaced, not written into."""
    if not (compiler := shutil.which("cc")):
        return "there is no C compiler (cc)"
    fresh = target.with_name(f"{target.name}.new")
    headers = sysconfig.get_path("include")
    command = [compiler, *FLAGS, f"-I{headers}", str(source), "-o", str(fresh)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr.strip() or f"{compiler} ended with {done.returncode}"
    fresh.replace(target)
    return ""
