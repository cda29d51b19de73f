"""The system's own question whether this program may use a device. Only macOS asks; never run on a real Mac."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QMicrophonePermission, QObject, Qt

from readiness.core.check import Resource


def ask_first(context: QObject, uses: frozenset[Resource], then: Callable[[], None]) -> None:
    """Ask where the system has not asked yet, then go on, whatever the answer was: measuring tells of a refusal.

    OpenCV's own question fails outside the main thread, and PortAudio's child would listen to zeros until the answer
    is given. On Linux and Windows nothing is asked.
    """
    application = QCoreApplication.instance()
    wanted = ((Resource.CAMERA, QCameraPermission), (Resource.MICROPHONE, QMicrophonePermission))
    resource, kind = next((each for each in wanted if each[0] in uses), (None, None))
    if application is None or resource is None or kind is None:
        then()
        return

    def go_on() -> None:
        ask_first(context, uses - {resource}, then)

    permission = kind()
    if application.checkPermission(permission) is Qt.PermissionStatus.Undetermined:
        application.requestPermission(permission, context, lambda _: go_on())
    else:
        go_on()
