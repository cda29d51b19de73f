"""What may be handed on with the program."""

from __future__ import annotations

import pytest

from bundle import licences, parts


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-or-later", False),
        ("GNU General Public License v2 (GPLv2)", False),
        ("GNU Affero General Public License v3", False),
        ("AGPL-3.0-only", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_which_licences_may_be_shipped(licence: str, may: bool) -> None:
    assert licences.may_ship(licence) is may


def test_everything_that_is_locked_may_be_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0
    assert "opencv-python-headless" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "name", "version"),
    [
        ("opencv_python_headless.libs/libavcodec-57aca189.so.62.28.102", "avcodec", "62.28.102"),
        ("opencv_python_headless.libs/libcrypto-a324fe28.so.1.1.1k", "crypto", "1.1.1k"),
        ("opencv_python_headless.libs/libopenblasp-r0-59ffcd50.3.15.so", "openblas", ""),
        ("_soundfile_data/libsndfile_x86_64.so", "sndfile", ""),
        ("PySide6/Qt/lib/libicudata.so.73", "icu", "73"),
        (r"numpy.libs\libscipy_openblas64_-63c857e738469261263c764a36be9436.dll", "scipy_openblas", ""),
        (r"numpy.libs\msvcp140-a4c2229bdc2a2a630acdc095b4d86008.dll", "msvcp140", ""),
        (r"_soundfile_data\libsndfile_x64.dll", "sndfile", ""),
        (r"_sounddevice_data\portaudio-binaries\libportaudio64bit.dll", "portaudio", ""),
        (r"cv2\opencv_videoio_ffmpeg4140_64.dll", "ffmpeg", ""),
    ],
)
def test_libraries_within_wheels_have_names(place: str, name: str, version: str) -> None:
    entry = parts.carried(place, "wheel")
    assert entry is not None
    assert (entry.name, entry.version, entry.within, entry.purl) == (name, version, "wheel", "")


def test_the_windows_text_names_whatever_lies_beside_pythons_own_library() -> None:
    text = licences.WINDOWS_TEXT.read_text(encoding="utf-8")
    assert all(word in text for word in ("OpenSSL", "libffi", "bzip2", "zlib", "Expat", "libmpdec", "liblzma"))
    assert text.count("THE SOFTWARE IS PROVIDED") + text.count("THIS SOFTWARE IS PROVIDED") >= 3, "their own terms"


def test_microsofts_runtime_is_named_wherever_it_lies() -> None:
    runtime = "microsoft-visual-c-runtime"
    for place, owner in ((r"PySide6\MSVCP140_1.dll", "pyside6"), (r"shiboken6\VCRUNTIME140.dll", "shiboken6")):
        entry = parts.carried(place, owner)
        assert entry is not None
        assert (entry.name, entry.within) == (runtime, owner)


def test_what_explains_a_library_is_none() -> None:
    assert parts.carried("_sounddevice_data/portaudio-binaries/README.md", "sounddevice") is None
    assert parts.carried("_soundfile_data/COPYING", "soundfile") is None


def test_package_addresses_are_escaped() -> None:
    assert parts.Part("zlib1g", "1:1.2.13", "deb").purl.startswith("pkg:deb/debian/zlib1g@1%3A1.2.13?arch=")
    assert parts.Part("numpy", "2.4.6", "pypi").purl == "pkg:pypi/numpy@2.4.6"
