"""``radscore.extract`` and ``radscore.extract_many``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, Literal, NamedTuple, Union, overload

import numpy as np

from . import settings as setting_files
from .engine import Engine, default_engine
from .errors import InputRefused, RadscoreError
from .images import Buffers, ImageLike
from .settings import SettingsLike


class ExtractionWarning(NamedTuple):
    """What an extraction has to say of its values; ``code`` is stable."""

    code: str
    message: str


class Extraction(dict[str, float]):
    """Features by name, in PyRadiomics' order, with what was found on the way.

    ``diagnostics``: what PyRadiomics calls ``diagnostics_…``, and the engine's version, kernels and canonical settings.
    ``warnings``: a feature without a value (NaN), an image type that was left out … ``grey_levels``: occupied levels of
    the ROI by image type; below about 8 the bin width is too coarse for texture.
    """

    diagnostics: dict[str, Any]
    warnings: tuple[ExtractionWarning, ...]
    grey_levels: dict[str, int]

    def __init__(
        self,
        features: Mapping[str, float] | Iterable[tuple[str, float]] = (),
        diagnostics: Mapping[str, Any] | None = None,
        warnings: Sequence[ExtractionWarning] = (),
        grey_levels: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(features)
        self.diagnostics = dict(diagnostics or {})
        self.warnings = tuple(warnings)
        self.grey_levels = dict(grey_levels or {})

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (dict(self), self.diagnostics, self.warnings, self.grey_levels))


#: An image with its mask, and perhaps the label; or these by name.
Case = Union[tuple[ImageLike, ImageLike], tuple[ImageLike, ImageLike, Union[int, None]], Mapping[str, Any]]


def extract(
    image: ImageLike,
    mask: ImageLike,
    settings: SettingsLike = None,
    *,
    label: int | None = None,
    label_channel: int | None = None,
    engine: Engine | None = None,
) -> Extraction:
    """The features of an ROI.

    ``image``, ``mask``: paths (NRRD, NIfTI, MetaImage, DICOM files or folders; other formats if SimpleITK is installed),
    SimpleITK images, or ``radscore.Image``; a mask may be a bare array on the grid of the image. ``settings``: a
    PyRadiomics parameter file or its content as a dictionary; without it PyRadiomics' defaults. ``label``: the value of
    the ROI in the mask; without it that of the settings, else 1, else the only one there is.

    Raises InputRefused for what cannot be measured, EngineFailed if the engine cannot run.
    """
    chosen = engine or default_engine()
    return _extract(image, mask, setting_files.load(settings, chosen, may_be_alone=True), label, label_channel, chosen)


@overload
def extract_many(
    cases: Iterable[Case], settings: SettingsLike = ..., *, processes: int | None = ..., on_error: Literal["raise"] = ...
) -> list[Extraction]: ...


@overload
def extract_many(
    cases: Iterable[Case], settings: SettingsLike = ..., *, processes: int | None = ..., on_error: Literal["return"]
) -> list[Extraction | RadscoreError]: ...


def extract_many(
    cases: Iterable[Case],
    settings: SettingsLike = None,
    *,
    processes: int | None = None,
    on_error: Literal["raise", "return"] = "raise",
) -> Any:
    """The features of many ROIs, in the order of the cases, over several engines at a time.

    ``cases``: pairs of image and mask, triples with the label, or mappings with ``image``, ``mask``, ``label``,
    ``label_channel``. ``processes``: at most this many engines (default: one per processor). ``on_error``: ``raise``
    ends at the first case that fails; ``return`` puts its error in its place.
    """
    if on_error not in ("raise", "return"):
        raise ValueError(f"got on_error={on_error!r}; wanted 'raise' or 'return'.")
    listed = [_case(case, at) for at, case in enumerate(cases)]
    count = min(processes or _processors(), len(listed))
    if processes is not None and processes < 1:
        raise ValueError(f"got processes={processes}; wanted at least 1.")
    if count == 0:
        return []
    parameters = setting_files.load(settings, default_engine(), may_be_alone=True)
    engines = [Engine() for _ in range(count)]
    free: SimpleQueue[Engine] = SimpleQueue()
    for engine in engines:
        free.put(engine)

    def work(case: tuple[Any, Any, int | None, int | None]) -> Extraction | RadscoreError:
        engine = free.get()
        try:
            return _extract(case[0], case[1], parameters, case[2], case[3], engine)
        except RadscoreError as error:
            if on_error == "raise":
                raise
            return error
        finally:
            free.put(engine)

    pool = ThreadPoolExecutor(count, thread_name_prefix="radscore")
    try:
        futures: list[Future[Extraction | RadscoreError]] = [pool.submit(work, case) for case in listed]
        return [future.result() for future in futures]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for engine in engines:
            engine._shut()


def _extract(
    image: ImageLike,
    mask: ImageLike,
    parameters: Mapping[str, Any],
    label: int | None,
    label_channel: int | None,
    engine: Engine,
) -> Extraction:
    buffers = Buffers()
    setting = parameters.get("setting") or {}
    channel = label_channel if label_channel is not None else setting.get("label_channel")
    own_label = label if label is not None else setting.get("label")
    header, values = engine.ask(
        "extract",
        buffers,
        image=buffers.image(image, "image"),
        mask=buffers.image(mask, "mask", grid_of=image, channel=channel),
        settings=setting_files.plain(parameters),
        **({} if own_label is None else {"label": int(own_label)}),
        **({} if channel is None else {"labelChannel": int(channel)}),
    )
    numbers = np.frombuffer(values[0], dtype="<f8").tolist()
    return Extraction(
        zip(header["names"], numbers),
        header["diagnostics"],
        [ExtractionWarning(one["code"], one["message"]) for one in header["warnings"]],
        header["greyLevels"],
    )


def _case(case: Any, at: int) -> tuple[Any, Any, int | None, int | None]:
    if isinstance(case, Mapping) and "image" in case and "mask" in case:
        return case["image"], case["mask"], case.get("label"), case.get("label_channel")
    if isinstance(case, (tuple, list)) and len(case) in (2, 3):
        return case[0], case[1], case[2] if len(case) == 3 else None, None
    raise InputRefused(
        "settings-invalid",
        f"{type(case).__name__} as case {at + 1}",
        "(image, mask), (image, mask, label), or a mapping with image and mask",
        "Correct the list of cases.",
    )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
