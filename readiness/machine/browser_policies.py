"""What a browser's policies forbid on every page, by their makers' rules; and whether that meets the visit.

Those who manage a computer set them. A page that they except may be the visit's own: then nothing is forbidden here.
https://chromeenterprise.google/policies/#VideoCaptureAllowed (Chromium and Brave alike)
https://learn.microsoft.com/deployedge/microsoft-edge-policies#videocaptureallowed
https://mozilla.github.io/policy-templates/#permissions
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from readiness.core.clinic import Visit, VisitKind
from readiness.machine.base import BrowserPolicies, Machine
from readiness.machine.visit_browser import find_visit_browser, needs_browser

log = logging.getLogger(__name__)

FIREFOX: Final = "firefox"
BROWSERS: Final = ("chrome", "chromium", "edge", "brave", FIREFOX)
"""The browsers of our table that have such rules."""
_CAMERA: Final = ("VideoCaptureAllowed", "Camera")
_MICROPHONE: Final = ("AudioCaptureAllowed", "Microphone")


def judge_policies(browser: str, policies: Mapping[str, Any]) -> BrowserPolicies:
    """Judge a browser's policies as its maker names them, lists as lists and tables as mappings."""
    forbids = _forbids_in_firefox if browser == FIREFOX else _forbids_in_chromium
    return BrowserPolicies(forbids(policies, _CAMERA), forbids(policies, _MICROPHONE))


def _forbids_in_chromium(policies: Mapping[str, Any], names: tuple[str, str]) -> bool:
    return policies.get(names[0]) is False and not policies.get(f"{names[0]}Urls")


def _forbids_in_firefox(policies: Mapping[str, Any], names: tuple[str, str]) -> bool:
    """Tell whether Firefox refuses new pages without asking. Unless that is locked, the person may change it."""
    permissions = policies.get("Permissions")
    rules = permissions.get(names[1]) if isinstance(permissions, Mapping) else None
    if not isinstance(rules, Mapping) or rules.get("Allow"):
        return False
    return rules.get("BlockNewRequests") is True and rules.get("Locked") is True


def find_forbidding_browser(machine: Machine, visit: Visit, *, camera: bool) -> str:
    """Find the browser, by name, in which the visit would open and may use no camera (or no microphone).

    Empty where there is no such rule, or the visit needs no browser on this computer. Never raises: a rule that
    cannot be read costs nobody the look at their camera.
    """
    try:
        return _find_forbidding_browser(machine, visit, camera=camera)
    except Exception:  # a broken file of somebody else's must not stop the check
        log.warning("The browsers' policies cannot be read", exc_info=True)
        return ""


def _find_forbidding_browser(machine: Machine, visit: Visit, *, camera: bool) -> str:
    if visit.kind is VisitKind.APP:
        return ""
    # Rules are rare and quickly read, while looking for programs takes a while.
    policies = {browser: machine.browser_policies(browser) for browser in BROWSERS}
    forbidden = {each for each, rule in policies.items() if (rule.no_camera if camera else rule.no_microphone)}
    if not forbidden:
        return ""
    programs = machine.programs()
    browser, _ = find_visit_browser(programs, visit)
    if browser is None or browser.id not in forbidden or not needs_browser(programs, visit):
        return ""
    return browser.name
