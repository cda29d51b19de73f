"""The system's own question whether this program may use the camera. Only macOS asks; never run on a real Mac."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt

from readiness.model import Resource


def ask_first(context: QObject, uses: frozenset[Resource], then: Callable[[], None]) -> None:
    """Ask where the system has not asked yet, then go on, whatever the answer was: measuring tells of a refusal.

    OpenCV's own question fails outside the main thread. On Linux and Windows nothing is asked.
    """
    application = QCoreApplication.instance()
    if Resource.CAMERA not in uses or application is None:
        then()
        return
    permission = QCameraPermission()
    if application.checkPermission(permission) is Qt.PermissionStatus.Undetermined:
        application.requestPermission(permission, context, lambda _: then())
    else:
        then()
