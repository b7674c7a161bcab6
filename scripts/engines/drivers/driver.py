"""What every driver shares: a JSON request per line on stdin, a JSON answer per line on stdout.

A request names a task, an image and a mask; the answer holds the engine's values under the engine's own names, or the exception
that its caller would see, with wall and processor seconds and the peak of resident memory. What an engine prints goes to stderr.
"""
import importlib.metadata
import json
import math
import os
import resource
import sys
import time


class NotOffered(Exception):
    """The engine has no way to do this task, by its documentation."""


def plain(value):
    """A number for JSON: not a number and infinities as words."""
    number = float(value)
    return number if math.isfinite(number) else str(number)


def values_of(pairs):
    found = {}
    for name, value in pairs:
        try:
            found[str(name)] = plain(value)
        except (TypeError, ValueError):
            continue
    return found


def peak_kilobytes():
    """VmHWM: ru_maxrss would hold what the parent had at the fork."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0)


def serve(extract, packages):
    """Answers until stdin ends. `extract(request)` gives the values by name, or raises."""
    limit = int(os.environ.get("ENGINES_MEMORY", str(6 * 2**30)))
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer):
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    versions = {"Python": sys.version.split()[0]}
    for package in packages:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "absent"
    say({"versions": versions})
    for line in sys.stdin:
        request = json.loads(line)
        wall, processor = time.perf_counter(), time.process_time()
        try:
            answer = {"values": extract(request)}
        except NotOffered as error:
            answer = {"notOffered": str(error)}
        except MemoryError as error:
            answer = {"error": "MemoryError", "message": str(error)[:300]}
        except BaseException as error:  # an engine may end with SystemExit
            answer = {"error": type(error).__name__, "message": str(error)[:300]}
        answer["seconds"] = time.perf_counter() - wall
        answer["processor"] = time.process_time() - processor
        answer["peak"] = peak_kilobytes()
        say(answer)
