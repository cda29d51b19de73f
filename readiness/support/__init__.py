"""The staff's side: a report or a support code into what to ask and say; two compared; many counted. English."""

from readiness.support.evidence import Evidence, SupportError

__all__ = ["Evidence", "SupportError"]
