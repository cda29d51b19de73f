"""Readiness: tells a patient, before a telehealth video visit, whether their computer is ready."""

__version__ = "0.2.0"
