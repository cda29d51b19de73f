"""What macOS wants to know: Info.plist and entitlements. Never run on a real Mac; tests hold the form."""

from __future__ import annotations

import os
from typing import Final

from bundle.names import IDENTIFIER, NAME, ROOT, VERSION, WINDOW

ENTITLEMENTS: Final = ROOT / "installers" / "macos" / "entitlements.plist"
OLDEST_SYSTEM: Final = "13.0"
"""What Qt 6.11 asks for."""


def info() -> dict[str, object]:
    """The keys beside those that PyInstaller writes itself. The two texts are what the permission question shows."""
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleExecutable": WINDOW,
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleShortVersionString": VERSION,
        "CFBundleVersion": VERSION,
        "CFBundleDevelopmentRegion": "en",
        "LSApplicationCategoryType": "public.app-category.medical",
        "LSMinimumSystemVersion": OLDEST_SYSTEM,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Apache License 2.0",
        "NSCameraUsageDescription": (
            "Readiness looks at your camera’s picture to tell you if it will do for your visit. "
            "The picture is never saved and never sent."
        ),
        "NSMicrophoneUsageDescription": (
            "Readiness listens to your microphone to tell you if your doctor will hear you. "
            "The sound is never saved and never sent."
        ),
        # A Continuity Camera (an iPhone) is told apart from a webcam only where this is set.
        "NSCameraUseContinuityCameraDeviceType": True,
    }


def identity() -> str | None:
    """The signing identity, from the environment of the release; None signs ad hoc."""
    return os.environ.get("MACOS_SIGNING_IDENTITY") or None
