"""Makes planned calls with a client of openapi-python-client, as it was generated, and reports each answer as a line of JSON.

usage: call-openapi-python-client.py FOLDER < plan.json, where FOLDER holds the package `generated`.
"""

import enum
import importlib
import io
import json
import pkgutil
import sys
import typing

sys.path.insert(0, sys.argv[1])
import generated  # noqa: E402
import generated.api  # noqa: E402
from generated.types import File  # noqa: E402


def plain(name):
    """Names as the document has them and as Python has them, made equal."""
    return name.replace("_", "").replace("-", "").lower()


def operations():
    found = {}
    for tag in pkgutil.iter_modules(generated.api.__path__, "generated.api."):
        for module in pkgutil.iter_modules(importlib.import_module(tag.name).__path__, tag.name + "."):
            found[plain(module.name.rsplit(".", 1)[1])] = importlib.import_module(module.name)
    return found


def alternatives(hint):
    return [one for hint in typing.get_args(hint) or (hint,) for one in (typing.get_args(hint) or (hint,))]


def value_of(hint, value):
    """A value as the generated types want it; a body is of the first type that holds all of it."""
    for one in alternatives(hint):
        if isinstance(one, type) and issubclass(one, enum.Enum):
            return one(value)
        if isinstance(value, dict) and hasattr(one, "from_dict"):
            try:
                body = one.from_dict(dict(value))
            except (KeyError, TypeError, ValueError):
                continue
            if body.to_dict() == value:
                return body
    if isinstance(value, dict):
        raise TypeError(f"none of the types {hint} holds {value}")
    return value


def call(module, client, planned):
    hints = typing.get_type_hints(module.sync_detailed)
    given = {**planned.get("path", {}), **planned.get("query", {}), **planned.get("headers", {})}
    if "body" in planned:
        given["body"] = planned["body"]
    names = {plain(name): name for name in hints}
    arguments = {names[plain(name)]: value_of(hints[names[plain(name)]], value) for name, value in given.items()}
    if isinstance(planned.get("body"), str):
        arguments["body"] = File(payload=io.BytesIO(planned["body"].encode()))
    return module.sync_detailed(client=client, **arguments)


def report(planned, response):
    parsed, raw = response.parsed, response.content
    if hasattr(parsed, "to_dict"):
        same = parsed.to_dict() == json.loads(raw)
    elif hasattr(parsed, "payload"):
        same = parsed.payload.read() == raw != b""
    elif isinstance(parsed, bytes):
        same = parsed == raw != b""
    elif parsed is None:
        same = raw == b"" and response.status_code in (204, 303)
    else:
        same = parsed == raw.decode()
    return {
        "operation": planned["operation"],
        "status": int(response.status_code),
        "type": type(parsed).__name__,
        "bytes": len(raw),
        "same": same,
    }


plan = json.load(sys.stdin)
modules = operations()
clients = {"none": generated.Client(base_url=plan["api"], raise_on_unexpected_status=True, timeout=60)}
for which, token in plan["tokens"].items():
    clients[which] = generated.AuthenticatedClient(
        base_url=plan["api"], token=token, raise_on_unexpected_status=True, timeout=60
    )
for planned in plan["calls"]:
    try:
        answer = report(planned, call(modules[plain(planned["operation"])], clients[planned.get("token", "full")], planned))
    except Exception as error:  # Every failure is reported next to its call.
        answer = {"operation": planned["operation"], "failure": f"{type(error).__name__}: {error}"[:2000]}
    print(json.dumps(answer), flush=True)
