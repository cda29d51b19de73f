"""OpenCV, told before it is loaded to keep its waits short and its messages to itself."""

from __future__ import annotations

import os

os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "1")
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")  # opening takes minutes otherwise
os.environ.setdefault("OPENCV_AVFOUNDATION_SKIP_AUTH", "1")  # its own prompt fails off the main thread
os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "8")

import cv2  # behind them, as it reads them once

__all__ = ["cv2"]
