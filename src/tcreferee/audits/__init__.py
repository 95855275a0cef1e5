"""Audits: is a good fit evidence? `questions/` holds one file an audit, each a pure function of a `Case`."""
