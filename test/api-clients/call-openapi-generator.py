"""Makes planned calls with a client of openapi-generator (`python`), as it was generated, and reports each answer as a line of JSON.

usage: call-openapi-generator.py FOLDER < plan.json, where FOLDER holds the package `generated`.
"""

import enum
import inspect
import json
import sys
import typing

sys.path.insert(0, sys.argv[1])
import generated  # noqa: E402
import generated.api  # noqa: E402


def plain(name):
    """Names as the document has them and as Python has them, made equal."""
    return name.replace("_", "").replace("-", "").lower()


ENDING = "_with_http_info"


def operations(client):
    found = {}
    for _, kind in inspect.getmembers(generated.api, inspect.ismodule):
        for _, api in inspect.getmembers(kind, inspect.isclass):
            if api.__module__ != kind.__name__:
                continue
            made = api(client)
            for name, method in inspect.getmembers(made, inspect.ismethod):
                if name.endswith(ENDING):
                    found[plain(name[: -len(ENDING)])] = method
    return found


def call(method, planned):
    signature = inspect.signature(method).parameters
    names = {plain(name): name for name in signature}
    given = {**planned.get("path", {}), **planned.get("query", {}), **planned.get("headers", {})}
    arguments = {names[plain(name)]: value_of(signature[names[plain(name)]].annotation, value) for name, value in given.items()}
    if isinstance(planned.get("body"), str):
        arguments["body"] = planned["body"]
    elif "body" in planned:
        name = next(
            name for name in signature if not name.startswith("_") and name not in arguments and has_model(signature[name])
        )
        arguments[name] = body_of(signature[name], planned["body"])
    return method(**arguments)


def kind_of(hint):
    """The class inside Optional, Annotated, List and, of values, Dict."""
    while not isinstance(hint, type) or typing.get_args(hint):
        inner = [one for one in typing.get_args(hint) if one is not type(None)]
        if not inner:
            return object
        hint = inner[1] if typing.get_origin(hint) is dict else inner[0]
    return hint


def is_dict(hint):
    """Whether a hint is a Dict, inside Optional and Annotated."""
    return typing.get_origin(hint) is dict or any(
        is_dict(one) for one in typing.get_args(hint) if typing.get_origin(hint) is not list
    )


def has_model(parameter):
    return hasattr(kind_of(parameter.annotation), "from_dict")


def value_of(hint, value):
    """A value as a caller builds it, by name: `from_dict` makes null of what is left out, which is another thing."""
    kind = kind_of(hint)
    if issubclass(kind, enum.Enum):
        return kind(value)
    if not hasattr(kind, "from_dict") or value is None:
        return value
    if is_dict(hint):
        return {name: value_of(kind, one) for name, one in value.items()}
    if isinstance(value, list):
        return [value_of(kind, one) for one in value]
    if "actual_instance" in kind.model_fields:
        return kind.from_json(json.dumps(value))
    fields = {field.alias or name: field for name, field in kind.model_fields.items()}
    return kind(**{name: value_of(fields[name].annotation, one) for name, one in value.items()})


def body_of(parameter, planned):
    body = value_of(parameter.annotation, planned)
    if body.to_dict() != planned:
        raise ValueError(f"got {body.to_dict()}; wanted {planned}")
    return body


def holds(parsed, raw):
    """Whether all that was sent is there; this generator reads an optional value that may be null as null."""
    if isinstance(raw, dict) and isinstance(parsed, dict):
        extra = [name for name in parsed if name not in raw and parsed[name] is not None]
        return not extra and all(name in parsed and holds(parsed[name], raw[name]) for name in raw)
    if isinstance(raw, list) and isinstance(parsed, list):
        return len(raw) == len(parsed) and all(map(holds, parsed, raw))
    return parsed == raw


def report(planned, status, data, raw):
    if hasattr(data, "to_dict"):
        same = holds(data.to_dict(), json.loads(raw))
    elif isinstance(data, dict):
        same = data == json.loads(raw)
    elif data is None:
        # Redirections are followed by this client: what comes is the table.
        same = planned["status"] == 204 or (planned["status"] == 303 and b"original_firstorder" in raw)
    elif isinstance(data, (bytes, bytearray)):
        same = bytes(data) == raw != b""
    else:
        same = data == raw.decode()
    return {
        "operation": planned["operation"],
        "status": planned["status"] if planned["status"] == 303 and status == 200 else status,
        "type": type(data).__name__,
        "bytes": len(raw),
        "same": same,
    }


plan = json.load(sys.stdin)
by_token = {
    which: operations(generated.ApiClient(generated.Configuration(host=plan["api"], access_token=token)))
    for which, token in {**plan["tokens"], "none": None}.items()
}
for planned in plan["calls"]:
    try:
        method = by_token[planned.get("token", "full")][plain(planned["operation"])]
        try:
            got = call(method, planned)
            answer = report(planned, got.status_code, got.data, got.raw_data)
        except generated.exceptions.ApiException as problem:
            answer = report(planned, problem.status, problem.data, (problem.body or "").encode())
    except Exception as error:  # Every failure is reported next to its call.
        answer = {"operation": planned["operation"], "failure": f"{type(error).__name__}: {error}"[:2000]}
    print(json.dumps(answer), flush=True)
