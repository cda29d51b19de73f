"""What a clinic says about its visits: the profile as the program uses it.

Plain frozen data from the standard library, so that the probe's children and the pure rules can hold
a profile without loading the parser. `profile/reader.py` reads the file, names its errors and makes these.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from readiness.core.text import Text

CALL: Final = Text("You can always call: {number}")
"""Said by the window, the terminal and every report alike."""
VISIT_QUESTIONS: Final = (
    *("questions-written", "medications-at-hand", "family-invited", "portal-account"),
    "instructions-received",
)
"""Ids of the questions that every visit has; a clinic's own must be others."""


class VisitKind(StrEnum):
    """Where the visit takes place on the patient's computer."""

    APP = "app"
    BROWSER = "browser"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who the patient visits and how to reach them. `visit_phone` is the fallback number, always in sight."""

    name: str = ""
    visit_phone: str = ""
    support_phone: str = ""
    emergency_number: str = "911"
    relay_service: str = "711"
    hours: str = ""
    region: str = "US"
    """ISO 3166 region in which numbers without a country code are read."""


@dataclass(frozen=True, slots=True)
class Signals:
    """How an application shows itself on one system. Any one of them that holds is evidence."""

    programs: tuple[str, ...] = ()
    """Names on the search path (Linux), of an App Paths entry (Windows)."""
    desktop_files: tuple[str, ...] = ()
    url_schemes: tuple[str, ...] = ()
    flatpak_ids: tuple[str, ...] = ()
    display_names: tuple[str, ...] = ()
    """How the names in Windows' list of installed programs begin; whole names in a menu or of a bundle elsewhere."""
    bundle_ids: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    """Of Debian or RPM, for the version alone (Linux); an MSIX package's name, which is evidence as well (Windows)."""
    version_files: tuple[str, ...] = ()
    """Text files that hold the version (Linux)."""


@dataclass(frozen=True, slots=True)
class Application:
    """A program that the visit may need. Signals of a known `id` come from the program's own table."""

    id: str = ""
    name: str = ""
    download_page: str = ""
    minimum_version: str = ""
    """An older one is advised against, where its version can be read."""
    in_browser: bool = False
    """It is a web page: any browser will do, and there is nothing to install."""
    test_call_page: str = ""
    """Where the program's maker lets people make a call to try their sound."""
    linux: Signals = field(default_factory=Signals)
    windows: Signals = field(default_factory=Signals)
    macos: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class Visit:
    """What kind of visit it is and which programs it needs."""

    kind: VisitKind = VisitKind.EITHER
    applications: tuple[Application, ...] = ()


TURN_URL: Final = (
    r"(?P<scheme>turns?):(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?:\?transport=(?P<transport>udp|tcp))?"
)
"""RFC 7065, as browsers take it: a regular expression. Every probe loads this; those that ask compile it."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A TURN server through which calls go. The keys are those of WebRTC's RTCIceServer.

    Everybody who has the profile can read them: name an account that is for this check alone.
    """

    urls: tuple[str, ...] = ()
    """`turn:HOST:PORT?transport=udp` or `tcp` (neither: both are tried), `turns:HOST:PORT` over TLS."""
    username: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Internet:
    """Which servers the internet check talks to. Nothing else is contacted, save the announced public server."""

    servers: tuple[str, ...] = ()
    """LibreSpeed base URLs, tried in order."""
    hosts: tuple[str, ...] = ()
    """Names of the computers that the visit itself needs, reached over TLS; a port other than 443 as HOST:PORT."""
    portal_probe: str = ""
    """A page that answers 204 with an empty body; anything else means a sign-in page in between."""
    relays: tuple[Relay, ...] = ()
    """TURN servers. With one the check makes a practice call through it, which tells most about the visit."""
    public_server: bool = True
    """May the nearest public server be used where no server is named?"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a measured value starts to matter. Defaults agree with what real WebRTC calls did on emulated links."""

    down_mbps_warn: float = 0.9
    down_mbps_fail: float = 0.25
    down_mbps_unusable: float = 0.1
    up_mbps_warn: float = 0.9
    up_mbps_fail: float = 0.25
    up_mbps_unusable: float = 0.1
    rtt_ms_warn: float = 300.0
    rtt_ms_fail: float = 600.0
    jitter_ms_warn: float = 60.0
    jitter_ms_fail: float = 150.0
    loop_loss_percent_warn: float = 2.0
    loop_loss_percent_fail: float = 15.0
    stalled_percent_warn: float = 5.0
    stalled_percent_fail: float = 25.0
    """Share of the practice call in which nothing came for so long that the picture stands still."""
    loaded_rtt_ms_bloated: float = 400.0
    restart_hours_warn: float = 24.0
    battery_percent_warn: float = 30.0
    cpu_percent_warn: float = 50.0
    memory_percent_warn: float = 90.0
    disk_free_gb_warn: float = 1.0
    luma_dark: float = 50.0
    luma_too_bright: float = 210.0
    luma_backlit: float = 90.0
    """A face that is darker than this in front of something much brighter is backlit."""
    blur_percent_warn: float = 0.6
    """Width of the sharpest edges (standard deviation), in percent of the picture's width."""
    flicker_percent_warn: float = 2.5
    """Amplitude of rolling bands, in percent of the brightness."""
    fps_slow: float = 15.0
    width_small: int = 640
    height_small: int = 480
    speech_dbfs_too_quiet: float = -40.0
    clipped_percent_warn: float = 0.5
    dropout_percent_choppy: float = 2.0
    bandwidth_hz_narrow: float = 5250.0
    echo_db_strong: float = 0.0
    """The speaker's sound in the microphone, over the person's own voice; both at the level of usual speech."""
    snr_db_noisy: float = 15.0


@dataclass(frozen=True, slots=True)
class Systems:
    """Which operating systems are too old for the clinic's visits."""

    oldest: dict[str, str] = field(default_factory=dict)
    """The oldest that will do, by "windows", "macos", or a Linux distribution's id ("ubuntu"): "10", "13", "22.04"."""


@dataclass(frozen=True, slots=True)
class ExtraQuestion:
    """A question of the clinic's own for the visit page, with what to do where the answer is not Yes."""

    id: str
    asks: str
    to_do: str


@dataclass(frozen=True, slots=True)
class QuestionAndAnswer:
    """What the clinic answers to a common question, and the day on which that was true."""

    topic: str
    question: str
    answer: str
    as_of: datetime.date


@dataclass(frozen=True, slots=True)
class Tips:
    """Which tips the clinic leaves out."""

    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Languages:
    """Which of the program's languages are offered."""

    unreviewed: bool = False
    """May patients also choose languages whose words are drafts that no speaker has reviewed yet?"""


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that a clinic can say, whole."""

    clinic: Clinic = field(default_factory=Clinic)
    visit: Visit = field(default_factory=Visit)
    internet: Internet = field(default_factory=Internet)
    limits: Limits = field(default_factory=Limits)
    systems: Systems = field(default_factory=Systems)
    tips: Tips = field(default_factory=Tips)
    languages: Languages = field(default_factory=Languages)
    questions: tuple[ExtraQuestion, ...] = ()
    questions_and_answers: tuple[QuestionAndAnswer, ...] = ()
