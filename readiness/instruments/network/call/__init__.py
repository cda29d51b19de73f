"""The practice call: a visit's traffic, over a relay or over HTTP."""
