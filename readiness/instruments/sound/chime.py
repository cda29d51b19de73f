"""The chime that asks "can you hear this?", made by formula."""

from __future__ import annotations

from typing import Final

import numpy as np

from readiness.instruments.sound.analysis.levels import Samples

CHIME_S: Final = 1.2
# C6, E6, G6 rising: friendly, and where most hearing loss leaves something.
_NOTES: Final = ((0.0, 1046.5), (0.18, 1318.5), (0.36, 1568.0))
# Bell-like overtones spread it over 1 to 6 kHz, so that a matched filter can tell it from voices and hum.
_PARTIALS: Final = ((1.0, 1.0), (2.0, 0.4), (3.0, 0.2), (4.1, 0.1))
_ATTACK_S: Final = 0.015
_DECAY_S: Final = 0.35
_RELEASE_S: Final = 0.08
_LEVEL_RMS: Final = 0.1
"""-20 dBFS: clear on a laptop, no shock in headphones."""


def make_chime(rate: int) -> Samples:
    """Make 1.2 s of three rising bell notes, mono, -20 dBFS, starting and ending at silence. Shape (1.2 * rate,)."""
    time = np.arange(round(CHIME_S * rate)) / rate
    sound = np.zeros_like(time)
    for start, pitch in _NOTES:
        since = np.maximum(time - start, 0.0)
        envelope = np.minimum(since / _ATTACK_S, 1.0) * np.exp(-since / _DECAY_S)
        for ratio, strength in _PARTIALS:
            if pitch * ratio < 0.45 * rate:  # at low rates the highest would fold back
                sound += strength * envelope * np.sin(2 * np.pi * pitch * ratio * since)
    sound *= np.minimum((time[-1] - time) / _RELEASE_S, 1.0)
    sound *= _LEVEL_RMS / np.sqrt(np.mean(np.square(sound)))
    return sound.astype(np.float32)
