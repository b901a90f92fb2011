"""A trial of a Podium study, as a Python script sees it.

Copy this file beside your script and list both under `files` of the job. It needs the standard library only. The same
script runs without Podium: it then takes the parameters that you give it, and its reports are printed.

    from podium_trial import Trial

    trial = Trial({"learning_rate": 0.01, "units": 64})     # values for a run without Podium
    for epoch in range(trial.start_epoch + 1, trial.until_epoch + 1):
        train(trial.parameters["learning_rate"])
        trial.report(epoch, validation_loss=0.1)
        if trial.should_stop:
            break
"""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from types import FrameType
from typing import Mapping, Optional, Union

Value = Union[int, float, str, bool]

_STATE = "podium-epoch"


class Trial:
    """The trial that this process runs."""

    def __init__(self, defaults: Optional[Mapping[str, Value]] = None, epochs: int = 1) -> None:
        """Reads the trial from the environment.

        :param defaults: parameters for a run without Podium; with Podium, the study's values replace them.
        :param epochs: the number of epochs of a run without Podium.
        """
        given = os.environ.get("PODIUM_PARAMETERS")
        self.is_podium: bool = given is not None
        self.parameters: dict[str, Value] = {**(defaults or {}), **(json.loads(given) if given else {})}
        self.number: int = int(os.environ.get("PODIUM_TRIAL", "0"))
        #: The same for every attempt of the trial, on every machine; below 2**31.
        self.seed: int = int(os.environ.get("PODIUM_SEED", "0"))
        #: The epochs of the whole trial.
        self.epochs: int = int(os.environ.get("PODIUM_EPOCHS", str(epochs)))
        #: The epoch at which this run saves its state and ends.
        self.until_epoch: int = int(os.environ.get("PODIUM_UNTIL_EPOCH", str(self.epochs)))
        #: A directory that is kept from run to run of the trial; None without checkpoints.
        place = os.environ.get("PODIUM_CHECKPOINT")
        self.checkpoint_directory: Optional[Path] = Path(place) if place else None
        self._is_asked_to_stop = False
        if self.is_podium:
            signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, number: int, frame: Optional[FrameType]) -> None:
        self._is_asked_to_stop = True

    @property
    def should_stop(self) -> bool:
        """Whether Podium asks the program to save its state and to end (SIGTERM); 10 s later it is killed."""
        return self._is_asked_to_stop

    @property
    def start_epoch(self) -> int:
        """The epoch of the saved state: 0 for a trial that begins."""
        if self.checkpoint_directory is None:
            return 0
        state = self.checkpoint_directory / _STATE
        return int(state.read_text()) if state.exists() else 0

    def saved(self, epoch: int) -> None:
        """Notes that the checkpoint directory has the state after an epoch; call it when the state is written."""
        if self.checkpoint_directory is None:
            return
        # Replaced as a whole: a run that is killed leaves the old number.
        new = self.checkpoint_directory / (_STATE + ".new")
        new.write_text(f"{epoch}\n")
        new.replace(self.checkpoint_directory / _STATE)

    def report(self, epoch: Optional[int] = None, **metrics: float) -> None:
        """Reports metrics after an epoch (counted from 1), or the final result if there is no epoch."""
        values: dict[str, float] = {name: float(value) for name, value in metrics.items()}
        entry = {**({} if epoch is None else {"epoch": epoch}), **values}
        print("podium: " + json.dumps(entry), flush=True)
