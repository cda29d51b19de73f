"""What a browser's policies forbid on every page, by their makers' rules; and whether that meets the visit.

Those who manage a computer set them. A page that they except may be the visit's own: then nothing is forbidden here.
https://chromeenterprise.google/policies/#VideoCaptureAllowed (Chromium and Brave alike)
https://learn.microsoft.com/deployedge/microsoft-edge-policies#videocaptureallowed
https://mozilla.github.io/policy-templates/#permissions
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from readiness.core.clinic import Visit, VisitKind
from readiness.machine.base import BrowserPolicies, Machine
from readiness.machine.visit_browser import find_visit_browser, needs_browser

FIREFOX: Final = "firefox"
_CAMERA: Final = ("VideoCaptureAllowed", "Camera")
_MICROPHONE: Final = ("AudioCaptureAllowed", "Microphone")


def judge_policies(browser: str, policies: Mapping[str, Any]) -> BrowserPolicies:
    """Judge a browser's policies as its maker names them, lists as lists and tables as mappings."""
    forbids = _forbids_in_firefox if browser == FIREFOX else _forbids_in_chromium
    return BrowserPolicies(forbids(policies, _CAMERA), forbids(policies, _MICROPHONE))


def _forbids_in_chromium(policies: Mapping[str, Any], names: tuple[str, str]) -> bool:
    return _is(policies.get(names[0]), False) and not policies.get(f"{names[0]}Urls")


def _forbids_in_firefox(policies: Mapping[str, Any], names: tuple[str, str]) -> bool:
    """Firefox asks no more: a page that it has not been allowed before is refused."""
    permissions = policies.get("Permissions")
    rules = permissions.get(names[1]) if isinstance(permissions, Mapping) else None
    return isinstance(rules, Mapping) and _is(rules.get("BlockNewRequests"), True) and not rules.get("Allow")


def _is(value: object, wanted: bool) -> bool:
    """Tell whether this is the truth value that is wanted; Windows' registry writes 0 and 1."""
    return isinstance(value, int) and value in (0, 1) and bool(value) is wanted


def find_forbidding_browser(machine: Machine, visit: Visit, *, camera: bool) -> str:
    """Find the browser, by name, in which the visit would open and may use no camera (or no microphone).

    Empty where there is no such rule, or the visit needs no browser on this computer.
    """
    if visit.kind is VisitKind.APP:
        return ""
    programs = machine.programs()
    browser, _ = find_visit_browser(programs, visit)
    if browser is None or not needs_browser(programs, visit):
        return ""
    policies = machine.browser_policies(browser.id)
    return browser.name if (policies.no_camera if camera else policies.no_microphone) else ""
