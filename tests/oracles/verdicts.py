"""What the oracles' `validate` programs share: inputs come in, one line of JSON for each goes out.

  {"input": PATH, "valid": bool, "errors": [{"message", "file", "line"}]}    line counts from 1; both null when unknown

A program exits 0 when everything was judged, whatever the verdicts, and 2 when a tool could not be run: no verdict is
ever made up.
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

TOOLS = pathlib.Path(__file__).resolve().parent.parent / ".tools"


def fault(message, file=None, line=None):
    return {"message": message, "file": file, "line": line}


def verdict(path, errors):
    return {"input": str(path), "valid": not errors, "errors": errors}


def tool(name):
    """The path of a program that tests/install put in place."""
    path = TOOLS / "bin" / name
    if not path.exists():
        raise OSError(f"{name} is not installed: run tests/install {name}")
    return str(path)


def run(arguments, **options):
    return subprocess.run(
        arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False, **options)


def each(judge, paths):
    """Judges paths one by one, as many at a time as there are processors, in the order given."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(judge, paths)


def main(usage, options, judge):
    """Reads `[OPTION] PATH...` (without a PATH, paths come on standard input) and prints what judge(option, paths) yields."""
    paths = sys.argv[1:]
    option = paths.pop(0) if paths[:1] and paths[0] in options else None
    if any(path.startswith("-") for path in paths):
        raise SystemExit(usage)
    paths = [pathlib.Path(line).resolve() for line in paths or sys.stdin.read().splitlines()]
    try:
        for path in paths:
            path.stat()
        for judged in judge(option, paths):
            print(json.dumps(judged), flush=True)
    except (OSError, subprocess.TimeoutExpired) as problem:
        print(f"error: {problem}", file=sys.stderr)
        sys.exit(2)
