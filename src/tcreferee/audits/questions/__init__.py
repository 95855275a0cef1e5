"""One file an audit: one question an expert referee would ask."""
