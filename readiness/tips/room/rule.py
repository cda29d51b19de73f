"""What the noise of a room and the answer about it mean."""

from __future__ import annotations

from typing import Final

from readiness.core.question import Answer, Answers
from readiness.core.setup import Setup
from readiness.instruments.sound.states import MicrophoneState
from readiness.tips.room.findings import PRIVATE
from readiness.tips.room.reading import RoomReading

NOMINAL_SPEECH_DBFS: Final = -26.0
"""Speech as telephony adjusts it (the usual active level of ITU-T P.56 test material). The noise is judged against
it where nobody was heard to speak; `snr_db` stays None then, because it was not measured."""


def finding_names(reading: RoomReading, setup: Setup, answers: Answers) -> list[str]:
    """Judge the noise by the speech, and the answer.

    Not sure counts as not private: somebody may be listening in, and the advice costs nothing.
    """
    ratio = ratio_db(reading)
    if ratio is not None:
        names = ["noisy" if ratio < setup.profile.limits.snr_db_noisy else "good"]
    else:
        names = ["good" if _is_gated(reading, setup) else "error"]
    match answers.get(PRIVATE.id):
        case Answer.NO | Answer.NOT_SURE:
            # "Quiet enough" is not the whole of this tip: it is said only where privacy is given, too.
            return [name for name in names if name != "good"] + ["not-private"]
        case None:
            return [*names, "not-asked"]
        case Answer.YES:
            return names


def ratio_db(reading: RoomReading) -> float | None:
    """Compute by how many dB speech stands over the noise. Usual speech where none was heard; None without noise."""
    if reading.microphone is not MicrophoneState.SOUND or reading.noise_dbfs is None:
        return None
    return reading.snr_db if reading.snr_db is not None else NOMINAL_SPEECH_DBFS - reading.noise_dbfs


def _is_gated(reading: RoomReading, setup: Setup) -> bool:
    """Tell whether the microphone is one that gives exact zeros while nobody speaks.

    One that was heard to work has a quiet room then.
    """
    zeros = reading.microphone is MicrophoneState.ZEROS or (
        reading.microphone is MicrophoneState.SOUND and reading.noise_dbfs is None and reading.speech_dbfs is not None
    )
    return (
        zeros
        and reading.speech_dbfs is not None
        and (
            reading.microphone is MicrophoneState.SOUND
            or setup.known.get("sound", {}).get("microphone") == MicrophoneState.SOUND
        )
    )
