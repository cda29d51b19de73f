"""Windows' sound devices, its audio endpoints, as its registry keeps them. Never run on a real Windows.

https://learn.microsoft.com/windows/win32/coreaudio/core-audio-properties, numbers of the properties from mmdeviceapi.h
and functiondiscoverykeys_devpkey.h
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.machine.windows.registry import Registry

_OUTPUTS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\MMDevices\Audio\Render"
_ACTIVE: Final = 1
"""DEVICE_STATE_ACTIVE."""
_FORM_FACTOR: Final = "{1da5d803-d492-4edd-8c23-e0c0ffee7f0e},0"
"""PKEY_AudioEndpoint_FormFactor."""
_WORN: Final = (3, 5)
"""Headphones and Headset of the enumeration EndpointFormFactor."""
_KIND: Final = "{a45c254e-df1c-4efd-8020-67d146a850e0},2"
"""PKEY_Device_DeviceDesc: “Headphones”, in the system's language."""
_DEVICE: Final = "{b3f8fa53-0004-438e-9003-51a46e139bfc},6"
"""PKEY_DeviceInterface_FriendlyName: “Realtek(R) Audio”."""
_CUT: Final = 31
"""Letters to which MME cuts a name."""


def is_headset(registry: Registry, name: str) -> bool | None:
    """Tell whether the output of this name is worn on the head; None where there is none of it or it does not say."""
    wanted = name.casefold()
    for shown, form_factor in _list_outputs(registry):
        if wanted == shown or (len(name) == _CUT and shown.startswith(wanted)):
            return form_factor in _WORN if isinstance(form_factor, int) else None
    return None


def _list_outputs(registry: Registry) -> Iterator[tuple[str, object]]:
    """List the outputs that are there: the name that Windows makes of two, in small letters, and the form factor."""
    for identity in registry.subkeys("HKLM", _OUTPUTS):
        key = rf"{_OUTPUTS}\{identity}"
        state = (registry.values("HKLM", key) or {}).get("DeviceState")
        about = registry.values("HKLM", rf"{key}\Properties") or {}
        kind, device = about.get(_KIND), about.get(_DEVICE)
        if state == _ACTIVE and isinstance(kind, str) and isinstance(device, str):
            yield f"{kind} ({device})".casefold(), about.get(_FORM_FACTOR)
