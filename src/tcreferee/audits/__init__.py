"""Audits ask whether a good fit is evidence. `questions/` has one file for each audit, a pure function of a `Case`."""
