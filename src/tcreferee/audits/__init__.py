"""Audits: is a good fit evidence? One file per audit, each a pure function of a `Case`; nothing is registered."""
