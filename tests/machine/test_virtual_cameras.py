"""Cameras that programs make, told by their names alone."""

from __future__ import annotations

import pytest

from readiness.profile.known_programs import virtual_maker


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("OBS Virtual Camera", "OBS Studio"),
        ("OBS-Camera", "OBS Studio"),
        ("ManyCam Virtual Webcam", "ManyCam"),
        ("Snap Camera", "Snap Camera"),
        ("XSplit VCam", "XSplit"),
        ("e2eSoft VCam", "VCam"),
        ("CyberLink YouCam 10", "YouCam"),
        ("Unity Video Capture", "Unity"),
        ("NewTek NDI Video", "NDI"),
        ("Dummy video device (0x0000)", "Another program"),
        ("Some Virtual Camera", "Another program"),
    ],
)
def test_a_camera_that_a_program_makes(name: str, maker: str) -> None:
    assert virtual_maker(name) == maker


@pytest.mark.parametrize(
    "name",
    [
        "Integrated Webcam",
        "HD Pro Webcam C920",
        "FaceTime HD Camera",
        "OBSBOT Tiny 2",  # a real one
        "USB2.0 HD UVC WebCam: USB2.0 HD",
        "Snapdragon Camera Front",
        "Observer Pro",
        "vivid",
        "HD Webcam",
        "",
    ],
)
def test_a_real_camera(name: str) -> None:
    assert virtual_maker(name) == ""
