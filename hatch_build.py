"""Compile the loops of a search (kernel.c) while the package is built; without a compiler they stay NumPy's, which takes longer."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("indexer/engines/whoosh")
FLAGS = [
    "-O3",
    "-shared",
    "-fPIC",
    "-ffp-contract=off",  # the same scores as NumPy's, to the bit
    *(["-undefined", "dynamic_lookup"] if sys.platform == "darwin" else []),
]


class Kernel(BuildHookInterface):
    """Puts the compiled loops beside their source, and into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # as Hatchling has it
        """Compile, and say so where that cannot be."""
        folder = Path(self.root, FOLDER)
        target = folder / f"_kernel{sysconfig.get_config_var('EXT_SUFFIX')}"
        if trouble := compiled(folder / "kernel.c", target):
            target.unlink(missing_ok=True)  # it is of another source
            self.app.display_warning(f"searches will take longer, for kernel.c was not compiled: {trouble}")
            return
        build_data["artifacts"].append(f"/{FOLDER}/{target.name}")
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
