# `make run` and `make test` are the two commands; each sets up what it needs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: run test windows setup lab figures gallery bench faults soak fuzz bundle smoke msi dmg audit catalogues lock clean

VENV := .venv
PY := $(VENV)/bin/python
SYSTEM_PYTHON ?= python3

# What a bare Debian lacks. Run: Qt's libraries, a font, PortAudio. Test: a screen, a sound server; for the internet
# check a compiler (the link emulator), a TURN server, PHP for LibreSpeed's pages, certificates. Emulated links need
# root or namespaces for users; where there are neither the tests fail and say so.
DEBIAN_RUN := python3-venv libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 \
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 \
  libxcb-randr0 libxcb-xkb1 fonts-dejavu-core libportaudio2
DEBIAN_TEST := xvfb xauth pulseaudio pulseaudio-utils libasound2-plugins procps \
  binutils desktop-file-utils wixl msitools poppler-utils espeak-ng strace gcc libc6-dev coturn openssl php-cli \
  at-spi2-core dbus-daemon xdotool fonts-droid-fallback iproute2 util-linux osslsigncode

run: setup
	@scripts/run.sh $(PY)

test: $(VENV)/.dev
	@scripts/system-packages.sh "tests" $(DEBIAN_TEST)
	$(VENV)/bin/ruff check readiness tests bundle
	$(VENV)/bin/ruff format --check readiness tests bundle
	$(VENV)/bin/mypy
	$(VENV)/bin/mypy --platform win32 --cache-dir .mypy_cache/win32 -p readiness -p bundle -p tests.windows
	$(VENV)/bin/mypy --platform darwin --cache-dir .mypy_cache/darwin -p readiness -p bundle
	$(VENV)/bin/lint-imports
	$(PY) -m tests.run

setup: $(VENV)/.run

$(VENV)/bin/python:
	@scripts/system-packages.sh "program" $(DEBIAN_RUN)
	$(SYSTEM_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Readiness needs Python 3.11 or newer.")'
	$(SYSTEM_PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@scripts/system-packages.sh "program" $(DEBIAN_RUN)
	$(PY) -m pip install --quiet --require-hashes --only-binary :all: --prefer-binary -r requirements.lock
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(PY) -m compileall -q readiness
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PY) -m pip install --quiet --require-hashes --prefer-binary -r requirements-dev.lock
	@touch $@

# The program, its window and its tests on Windows' own Python and Qt, in Wine (tests/windows/README.md), and what is
# handed out for Windows: dist/windows. Makes the lab where it is missing: three minutes and 3 GB; as root or with sudo.
WINDOWS_LAB ?= build/windows-lab
DEBIAN_WINDOWS := mmdebstrap gcc-mingw-w64-x86-64-win32 espeak-ng iproute2 util-linux pulseaudio pulseaudio-utils \
  wixl osslsigncode ca-certificates
windows: $(VENV)/.dev
	@scripts/system-packages.sh "Windows lab" $(DEBIAN_WINDOWS)
	$(PY) -m tests.windows $(WINDOWS_LAB)

# Real drivers in a virtual machine: a V4L2 camera, an ALSA card. Ten minutes, and two to build it once.
LAB ?= build/device-lab
DEBIAN_LAB := qemu-system-x86 mmdebstrap cpio e2fsprogs kmod make gcc-12
lab: $(VENV)/.run
	@scripts/system-packages.sh "device lab" $(DEBIAN_LAB)
	@mkdir -p $(dir $(LAB))
	@tests/lab/run.sh $(LAB)

# The program as a clinic hands it out, in dist/: built for this system, proven, with bill of materials and checksums.
BUNDLE := build/env
BUNDLE_PY := $(BUNDLE)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)/python
# PyInstaller needs binutils and Python's shared library; the .deb its tools; the plug-ins of Qt what they are linked to.
DEBIAN_BUNDLE := $(DEBIAN_RUN) binutils dpkg-dev xz-utils xvfb xdotool libcups2 libasound2 \
  libwayland-client0 libwayland-cursor0 libwayland-egl1
PYTHON_LIBRARY = $(shell $(SYSTEM_PYTHON) scripts/python_library.py)

bundle: $(BUNDLE)/.made
	$(BUNDLE_PY) -m bundle.make build
	$(BUNDLE_PY) -m tests.bundle.smoke $$($(BUNDLE_PY) -m bundle.make where) dist/pictures
	$(BUNDLE_PY) -m bundle.make hand-out

smoke: $(BUNDLE)/.made
	$(BUNDLE_PY) -m tests.bundle.smoke $$($(BUNDLE_PY) -m bundle.make where) dist/pictures

$(BUNDLE)/.made: requirements-bundle.lock
	@scripts/system-packages.sh "bundle" $(DEBIAN_BUNDLE) $(PYTHON_LIBRARY)
	$(SYSTEM_PYTHON) -m venv --clear $(BUNDLE)
	$(BUNDLE_PY) -m pip install --quiet --require-hashes --only-binary :all: --prefer-binary -r requirements-bundle.lock
	@touch $@

# Installers from a built folder: Windows' on Debian (FOLDER is what `make bundle` made on Windows), macOS's on a Mac.
msi: $(BUNDLE)/.made
	@scripts/system-packages.sh "Windows installer" wixl
	$(BUNDLE_PY) -m bundle.msi $(FOLDER) dist

dmg: $(BUNDLE)/.made
	installers/macos/dmg.sh dist/Readiness.app dist/readiness-$$($(BUNDLE_PY) -m bundle.make version)-macos.dmg

# Licences of everything that is shipped, and known holes in it (that part asks a service on the network).
audit: $(BUNDLE)/.made
	$(BUNDLE_PY) -m bundle.licences
	@scripts/audit.sh $(BUNDLE_PY)

# A PNG of every page in every state, theme, text size and language, in gallery/. Says what is cut, covered or faint.
# A part alone: make gallery ONLY=es/light-200/
gallery: $(VENV)/.run
	$(PY) -m tests.wizard.gallery gallery $(ONLY)

# How smoothly the window runs over a whole demonstration, with a bare window's figure beside it; the camera; the
# internet over emulated links beside speedtest-cli (half an hour; `python -m tests.bench.internet speed|call|verdict`)
# and beside real calls of two browsers (20 minutes).
bench: $(VENV)/.dev
	@scripts/system-packages.sh "bench" $(DEBIAN_TEST) chromium
	$(PY) -m tests.wizard.bench
	$(PY) -m tests.bench.camera
	$(PY) -m tests.bench.preview
	$(PY) -m tests.bench.startup
	$(PY) -m tests.bench.three
	$(PY) -m tests.bench.staff
	$(PY) -m tests.bench.sound
	$(PY) -m tests.bench.sound_server
	$(PY) -m tests.bench.chime
	$(PY) -m tests.bench.meter
	$(PY) -m tests.bench.dead
	$(PY) -m tests.bench.internet
	$(PY) -m tests.bench.browser_call

# Every fault through the real program and in the window, 200 kills at random moments; then build/faults.html.
faults: $(VENV)/.dev
	@scripts/system-packages.sh "faults" $(DEBIAN_TEST)
	$(PY) -m tests.faults

# Half an hour of a monkey on the window: memory, threads and handles may not grow by more than 5 %. SOAK=seconds, SEED=number.
SOAK ?= 1800
soak: $(VENV)/.dev
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.soak.monkey $(SOAK) $(SEED)

# Some hundred thousand cases on everything that is parsed; ten thousand codes with every error.
fuzz: $(VENV)/.dev
	READINESS_FUZZ=150 $(PY) -m pytest -q tests/fuzz
	READINESS_FUZZ=80 $(PY) -m pytest -q -k "refused or come_out" \
	  tests/support/test_reading.py tests/profile/test_file.py tests/report/test_support_code.py
	$(PY) -m tests.every_code

# How the code is laid out, in numbers, each with its bound; ends with 1 where one is exceeded.
figures: $(VENV)/.dev
	$(PY) -m scripts.figures

# Every sentence of the program into each language's catalogue; `make catalogues NEW=vi` begins one. See docs/translating.md.
catalogues: $(VENV)/.dev
	$(PY) -m scripts.catalogues $(NEW)

# Anew from pyproject.toml, with hashes and without any index's address.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  pyproject.toml --group build
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
	$(LOCK) --group bundle --constraint requirements.lock --output-file requirements-bundle.lock
	uv pip compile --quiet --python-platform windows --python-version 3.11 --no-deps --generate-hashes --no-header \
	  --no-annotate --group windows-lab --output-file tests/windows/lab/requirements.lock

clean:
	rm -rf $(VENV) build dist gallery .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
