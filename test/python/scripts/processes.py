"""What becomes of the engine when processes fork, spawn, are interrupted, killed or short of memory. Prints JSON."""

import json
import multiprocessing
import os
import signal
import sys
import threading
import time

import radscore
from radscore.engine import default_engine

SMALL = tuple(sys.argv[1:3])
LARGE = tuple(sys.argv[3:5])
ALL = {"imageType": {"Original": {}, "Wavelet": {"level": 2}, "LoG": {"sigma": [1.0, 2.0, 3.0, 4.0, 5.0]}}}


def one(_):
    features = radscore.extract(*SMALL)
    time.sleep(0.05)
    return os.getpid(), radscore.engine_info()["pid"], features["original_glcm_Idm"]


def soon(seconds, work):
    thread = threading.Timer(seconds, work)
    thread.daemon = True
    thread.start()


def again_and_again():
    for _ in range(200):
        radscore.extract(*LARGE, ALL)


def raised(work):
    begun = time.monotonic()
    try:
        work()
        return "nothing"
    except BaseException as error:
        name = getattr(error, "code", "")
        took = time.monotonic() - begun
        return f"{type(error).__name__} {name}".strip() + (" late" if took > 60 else "")


def main():
    said = {}
    os.environ["SECRET"] = "kept here"
    wanted = radscore.extract(*SMALL)["original_glcm_Idm"]
    own = radscore.engine_info()["pid"]
    for method in ("fork", "spawn"):
        with multiprocessing.get_context(method).Pool(2) as pool:
            got = pool.map_async(one, range(4), chunksize=1).get(timeout=60)
        engines = {engine for _, engine, _ in got}
        is_right = {value for *_, value in got} == {wanted}
        # One engine of its own for each process, and that of the parent untouched.
        is_apart = len(engines) == len({process for process, *_ in got}) and own not in engines
        said[method] = is_right and is_apart and radscore.engine_info()["pid"] == own

    if os.path.exists("/proc/self"):
        command = open(f"/proc/{own}/cmdline").read().split("\0")
        environment = open(f"/proc/{own}/environ").read()
        allowed = [flag for flag in command if flag.startswith("--allow")]
        said["fenced"] = "--permission" in command and len(allowed) == 1 and allowed[0].endswith("/radscore/engine")
        said["secrets passed on"] = "SECRET" in environment

    large = threading.Thread(target=lambda: radscore.extract(*LARGE, ALL))
    large.start()
    time.sleep(0.1)
    child = os.fork()
    if child == 0:
        os._exit(0 if radscore.extract(*SMALL)["original_glcm_Idm"] == wanted else 1)
    said["fork while another thread asks"] = os.waitpid(child, 0)[1] == 0
    large.join()

    os.kill(radscore.engine_info()["pid"], signal.SIGKILL)
    said["killed while idle"] = radscore.extract(*SMALL)["original_glcm_Idm"] == wanted
    busy = radscore.engine_info()["pid"]
    soon(0.15, lambda: os.kill(busy, signal.SIGKILL))
    whole = radscore.extract(*LARGE, ALL)
    # A quick engine may have answered before it was killed.
    for _ in range(50):
        if radscore.engine_info()["pid"] != busy:
            break
        radscore.extract(*LARGE, ALL)
    is_same = list(radscore.extract(*LARGE, ALL).values())[-50:] == list(whole.values())[-50:]
    said["killed while busy"] = is_same and radscore.engine_info()["pid"] != busy

    stopped = threading.Event()

    def kill_each():
        while not stopped.wait(0.1):
            engine = default_engine()._child
            if engine is not None:
                try:
                    os.kill(engine.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    killer = threading.Thread(target=kill_each)
    killer.start()
    said["killed again and again"] = raised(again_and_again)
    stopped.set()
    killer.join()

    soon(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    said["interrupted"] = raised(again_and_again)
    said["after the interruption"] = radscore.extract(*SMALL)["original_glcm_Idm"] == wanted
    soon(0.4, lambda: os.kill(os.getpid(), signal.SIGINT))
    said["a batch interrupted"] = raised(lambda: radscore.extract_many([LARGE] * 20, ALL, processes=2))

    batch = radscore.extract_many([SMALL, ("none.nrrd", SMALL[1]), (*SMALL, 9)], processes=2, on_error="return")
    said["a batch with errors"] = [getattr(one, "code", len(one) if isinstance(one, dict) else "") for one in batch]

    os.environ["RADSCORE_HEAP_MB"] = "9"
    said["short of memory"] = raised(lambda: radscore.extract(*LARGE, ALL, engine=radscore.Engine()))
    del os.environ["RADSCORE_HEAP_MB"]

    # A thread that still asks must not keep Python from ending.
    threading.Thread(target=lambda: raised(lambda: radscore.extract(*LARGE, ALL)), daemon=True).start()
    time.sleep(0.1)
    said["engine"] = default_engine()._child.pid
    print(json.dumps(said))


if __name__ == "__main__":
    main()
