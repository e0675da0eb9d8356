"""Passes events and records from the session to all models and the visible views, once per frame."""

import logging
import re
import traceback
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future
from time import monotonic_ns, perf_counter_ns
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from workbench.session import Answer, AnyCommand, EngineGone, Session
from workbench.telemetry.segment import EMPTY_BATCH, Batch, SegmentReader
from workbench.views.base import View
from workbench.views.model import ViewModel
from workbench.views.plugin_list import PluginList

FRAME_MILLIS = 16
_FRAMES_KEPT = 512
_log = logging.getLogger(__name__)

Then = Callable[[Answer], None]


class Bridge(QObject):
    """Drains the session once per frame. Never blocks: it polls for answers."""

    event_happened = Signal(object)
    """Each event, after the plugin list and the models took it."""
    view_failed = Signal(str, str)
    """Name of a panel whose model or view raised an exception, and the traceback. The bridge does not call it again."""
    answer_failed = Signal(str)
    """Traceback of a function that raised an exception when it took an answer."""
    drained = Signal(object, object)
    """Each non-empty batch with its reader, after the models took it."""
    framed = Signal()

    def __init__(
        self,
        session: Session,
        plugin_list: PluginList,
        models: Sequence[ViewModel],
        *,
        now_nanos: Callable[[], int] = monotonic_ns,
        frame_millis: int = FRAME_MILLIS,
    ) -> None:
        super().__init__()
        self.session = session
        self.plugin_list = plugin_list
        self.models = tuple(models)
        self.now_nanos = now_nanos
        self.calls = self.lost = self.invalid = 0
        self.frames = 0
        self._views: list[View[Any]] = []
        self._failed: list[ViewModel] = []
        self._reader: SegmentReader | None = None
        self._waiting: list[tuple[Future[Answer], Then]] = []
        self._took_nanos = np.zeros(_FRAMES_KEPT, np.int64)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(frame_millis)
        self._timer.timeout.connect(self.frame)

    def start(self) -> None:
        """Starts the frame timer."""
        self._timer.start()

    def stop(self) -> None:
        """Stops the frame timer and drops the pending answers."""
        self._timer.stop()
        self._waiting.clear()

    def add_view(self, view: View[Any]) -> None:
        """Refreshes this view while it is visible. Does nothing for a view of a failed model."""
        if not any(view.model is model for model in self._failed):
            self._views.append(view)

    def send(self, command: AnyCommand, then: Then | None = None) -> "Future[Answer]":
        """Sends a command. Calls `then` in a later frame, even when the server ends before its answer."""
        future = self.session.request(command)
        if then is not None:
            self._waiting.append((future, then))
        return future

    def frame(self) -> None:
        """Runs one frame: events, records, models, answers, visible views."""
        begun = perf_counter_ns()
        for event in self.session.take_events():
            self.plugin_list.on_event(event)
            for model in self.models:
                self._guard(model, model.on_event, event)
            self.event_happened.emit(event)
        batch = self._drain()
        now_nanos = self.now_nanos()
        if batch is not EMPTY_BATCH:
            for model in self.models:
                self._guard(model, model.take, batch)
        for model in self.models:
            self._guard(model, model.frame, now_nanos)
        if batch is not EMPTY_BATCH:
            self.drained.emit(batch, self._reader)
        self._hand_out_answers()
        self._refresh(view for view in self._views if view.isVisible())
        self._took_nanos[self.frames % _FRAMES_KEPT] = perf_counter_ns() - begun
        self.frames += 1
        self.framed.emit()

    def frame_nanos(self, share: float) -> float:
        """Returns a percentile (0 to 1) of the durations of the last frames in nanoseconds, without painting."""
        known = self._took_nanos[: min(self.frames, _FRAMES_KEPT)]
        return float(np.quantile(known, share)) if len(known) else 0.0

    def _drain(self) -> Batch:
        reader = self.session.telemetry
        if reader is None or not reader.ready:
            return EMPTY_BATCH
        if reader is not self._reader:
            self._reader = reader
            self.calls = self.lost = self.invalid = 0
            for model in self.models:
                self._guard(model, model.begin_server)
        self.plugin_list.nanos_per_tick = reader.nanos_per_tick
        self.plugin_list.overhead_nanos = reader.overhead_nanos
        batch = reader.drain()
        self.calls += len(batch.calls)
        self.lost += batch.lost
        self.invalid += batch.invalid
        return batch

    def _hand_out_answers(self) -> None:
        ready = [entry for entry in self._waiting if entry[0].done()]
        if ready:
            self._waiting = [entry for entry in self._waiting if not entry[0].done()]
        for future, then in ready:
            try:
                then(_answer_of(future))
            except Exception:  # noqa: BLE001 - the other answers must arrive; a notification reports it
                text = traceback.format_exc()
                _log.error("an answer could not be shown:\n%s", text)
                self.answer_failed.emit(text)

    def _guard(self, model: ViewModel, call: Callable[..., None], *arguments: object) -> None:
        """Calls a method of a model. Removes the model and its views when it raises."""
        try:
            call(*arguments)
        except Exception:  # noqa: BLE001 - one broken panel must not stop the others; a notification reports it
            self._failed.append(model)
            self.models = tuple(other for other in self.models if other is not model)
            self._views = [view for view in self._views if view.model is not model]
            self._report(_panel_name(model))

    def _report(self, name: str) -> None:
        """Reports the present exception as the failure of a panel."""
        text = traceback.format_exc()
        _log.error("panel %s failed:\n%s", name, text)
        self.view_failed.emit(name, text)

    def _refresh(self, views: Iterable[View[Any]]) -> None:
        for view in list(views):
            try:
                view.refresh()
            except Exception:  # noqa: BLE001 - one broken panel must not stop the others; a notification reports it
                self._views.remove(view)
                self._report(view.name)


def _panel_name(model: ViewModel) -> str:
    """Returns the name of the model's panel, hook_timings for a HookTimingsModel."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(model).__name__.removesuffix("Model")).lower()


def _answer_of(future: "Future[Answer]") -> Answer:
    try:
        return future.result(timeout=0)
    except (EngineGone, CancelledError) as error:
        return Answer(error=str(error) or "The server ended before it answered.")
