"""The labelled recordings through sound's and room's own code: the confusion table, and how far the levels are off."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from readiness.core.setup import Setup
from readiness.instruments.sound.recording import Recording
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import SpeakerState
from readiness.tips.room import RoomCheck
from readiness.tips.room.reading import RoomReading
from readiness.tips.sound import SoundCheck
from readiness.tips.sound.reading import SoundReading
from tests.bench.sounds import UNUSABLE, Clip, Made, clips, make
from tests.recordings import ROOM_S

RIGHT_SHARE = 0.97
WITHIN_DB = 1.0


@dataclass(frozen=True)
class Outcome:
    """What one recording was called."""

    clip: Clip
    made: Made
    heard: SoundLevels
    finding: str
    room: str

    @property
    def right(self) -> bool:
        return self.finding == self.clip.finding and self.room == self.clip.room

    @property
    def errors_db(self) -> dict[str, float]:
        """How far level, noise floor and SNR are off; only what is known exactly."""
        off = {}
        made, heard = self.made, self.heard
        if made.speech_dbfs is not None and heard.speech_dbfs is not None:
            off["speech"] = heard.speech_dbfs - made.speech_dbfs
        if made.noise_dbfs is not None and heard.noise_dbfs is not None:
            off["noise"] = heard.noise_dbfs - made.noise_dbfs
            if "speech" in off:
                assert heard.snr_db is not None and made.speech_dbfs is not None
                off["snr"] = heard.snr_db - (made.speech_dbfs - made.noise_dbfs)
        return off


def judged(clip: Clip) -> Outcome:
    """The verdict on one recording, at once instead of at its own pace."""
    made = make(clip)
    powers = made.sound.var(axis=0)
    mono = made.sound[:, int(powers.argmax())]
    recording = Recording(clip.rate, mono.size / clip.rate - ROOM_S)
    recording.add(mono)
    heard = recording.heard()
    fields = asdict(heard)
    reading = SoundReading(**fields, speaker=SpeakerState.NOT_TRIED)
    finding = SoundCheck().judge(reading, Setup(), {}).main.name
    of_room = RoomReading(heard.microphone, heard.noise_dbfs, heard.speech_dbfs, heard.snr_db, heard.duration_s)
    room = RoomCheck().judge(of_room, Setup(), {}).main.name
    return Outcome(clip, made, heard, finding, room)


def table(outcomes: Iterable[Outcome]) -> str:
    """Rows: what it is; columns: what it was called."""
    counts = Counter((each.clip.finding, each.finding) for each in outcomes)
    names = [finding.name for finding in SoundCheck.table]
    rows = [name for name in names if any(expected == name for expected, _ in counts)]
    columns = [name for name in names if any(called == name for _, called in counts)]
    lines = ["what it is".ljust(12) + "".join(name.rjust(max(6, len(name) + 1)) for name in columns)]
    for row in rows:
        cells = (str(counts[row, column] or "·").rjust(max(6, len(column) + 1)) for column in columns)
        lines.append(row.ljust(12) + "".join(cells))
    return "\n".join(lines)


def tell(half: str, outcomes: list[Outcome], verbose: bool) -> bool:
    """Print one half's figures. True where they hold."""
    right = sum(each.right for each in outcomes)
    unusable = [each for each in outcomes if each.clip.finding in UNUSABLE]
    good = [each for each in unusable if each.finding == "good"]
    languages = sorted({each.clip.language for each in outcomes})
    print(f"\n{half}: {len(outcomes)} recordings in {', '.join(languages)}")
    print(table(outcomes))
    rooms = sum(each.room == each.clip.room for each in outcomes)
    print(f"right, sound and room together: {right} of {len(outcomes)} ({100 * right / len(outcomes):.1f} %)")
    print(
        f"the room alone: {rooms} of {len(outcomes)}; unusable microphones called good: {len(good)} of {len(unusable)}"
    )
    off = [(name, value, each) for each in outcomes for name, value in each.errors_db.items()]
    held = True
    for name in ("speech", "noise", "snr"):
        values = sorted(abs(value) for which, value, _ in off if which == name)
        worst, most = values[-1], values[int(0.95 * len(values))]
        within = sum(value <= WITHIN_DB for value in values)
        held &= within == len(values)
        print(f"{name:6} off by at most {worst:.2f} dB, 95 % by {most:.2f}; within 1 dB: {within} of {len(values)}")
    if verbose:
        for each in outcomes:
            if not each.right or any(abs(value) > WITHIN_DB for value in each.errors_db.values()):
                print(f"  {each.clip}\n    called {each.finding}, room {each.room}; off {each.errors_db}")
                print(f"    {each.heard}")
    return right >= RIGHT_SHARE * len(outcomes) and not good and held


def main() -> int:
    verbose = "--verbose" in sys.argv
    wanted = ("tune",) if "--tune" in sys.argv else ("tune", "report")  # who tunes must not see the other half
    held = False
    for half in wanted:
        held = tell(half, [judged(clip) for clip in clips() if clip.half == half], verbose and half == "tune")
    print(f"\n{len(clips())} recordings in all; this half decides: {'held' if held else 'NOT HELD'}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
