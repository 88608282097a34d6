"""Known weaknesses of the locked packages: `make audit`. Says so where the data cannot be had; a clean report proves itself.

`python tests/audit.py PIP-AUDIT LOCK` asks for a package that is known to be weak, too: a register without data finds nothing in it,
and pip-audit then ends as if all were well.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

WEAK = "jinja2==2.10\n"  # CVE-2019-10906 and others


def asked(tool, lock):
    """Return what pip-audit reports of a lock as {package: weaknesses}; a package that it knows nothing of is left out."""
    command = [
        tool,
        "--requirement",
        lock,
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return reported(done.stdout)


def reported(text):
    """Return what a report says: {package: ids of weaknesses}; nothing where there is none."""
    rows = json.loads(text)["dependencies"] if text.strip() else []
    return {row["name"]: [weak["id"] for weak in row["vulns"]] for row in rows if "vulns" in row}


def verdict(found, control):
    """Return what is to be said, and the exit status."""
    if not any(control.values()):
        return "no known weakness could be looked up: the register that is reached has no data on them", 0
    weak = {name: ids for name, ids in found.items() if ids}
    said = "\n".join(f"{name}: {', '.join(ids)}" for name, ids in sorted(weak.items()))
    return said or f"{len(found)} packages without a known weakness", 1 if weak else 0


def main(tool, lock):
    """Look, and say what was found."""
    with tempfile.TemporaryDirectory() as folder:
        weak = Path(folder) / "weak.txt"
        weak.write_text(WEAK)
        said, status = verdict(asked(tool, lock), asked(tool, weak))
    print(said)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
