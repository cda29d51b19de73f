"""A report's JSON object, out of whatever bytes somebody sends."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from readiness.core.report import SCHEMA
from readiness.report.support_code import CodeError, decode
from readiness.support.evidence import SupportError

CODE: Final = re.compile(r"[0-9A-Z-]{16,19}")
SAID_TWICE: Final = "Something is said twice in this report: it may have been changed. Ask for it once more."
NOT_A_REPORT: Final = "This is not a report. Save it again as .json from the program."


def read_json(content: bytes, where: str) -> dict[str, Any]:
    """Read a report's JSON object, of a schema that this version knows. SupportError where it is none."""
    if not content.strip():
        raise SupportError(f"{where}: This file is empty. Ask for the report once more.")
    if content.lstrip()[:1] not in (b"{", b"[", b"\xef"):
        raise SupportError(f"{where}: {NOT_A_REPORT}")
    try:
        report = json.loads(content, object_pairs_hook=_take_each_once)
    except _TwiceError:
        raise SupportError(f"{where}: {SAID_TWICE}") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            raise SupportError(f"{where}: Something follows the report here. Ask for the report alone.") from None
        # A whole report ends with its brace; one that was cut off on its way does not.
        cut = content.lstrip()[:1] == b"{" and b'"schema"' in content[:200] and not content.rstrip().endswith(b"}")
        raise SupportError(
            f"{where}: The end of this report is missing. Ask for it once more." if cut else f"{where}: {NOT_A_REPORT}"
        ) from None
    if not isinstance(report, dict):
        raise SupportError(f"{where}: This is not a report of this program.")
    if "system_check" in report:
        raise SupportError(f"{where}: This is a system check. In a terminal “readiness support FILE” reads it.")
    schema = report.get("schema")
    schema = schema if isinstance(schema, int) and not isinstance(schema, bool) else 0
    if schema > SCHEMA:  # whatever else has changed in it
        raise SupportError(_newer(report, where))
    if not isinstance(report.get("tips"), list):
        raise SupportError(f"{where}: This is not a report of this program.")
    if schema < 1:
        raise SupportError(f"{where}: This is not a report of this program: it does not say which schema it has.")
    return report


class _TwiceError(ValueError):
    """An object has two members of one name: each reader of JSON takes another one (RFC 8259, section 4)."""


def _take_each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    taken = dict(members)
    if len(taken) != len(members):
        raise _TwiceError
    return taken


def _newer(report: Mapping[str, Any], where: str) -> str:
    """Say that the report is newer: it is not guessed at. Name the code in it, which every version can read."""
    sentence = f"{where}: This report comes from a newer version. Please update this program."
    code = report.get("code")
    if isinstance(code, str) and CODE.fullmatch(code):
        try:
            decode(code)
        except CodeError:
            return sentence
        return f"{sentence} Until then its support code tells the most: readiness support {code}"
    return sentence
