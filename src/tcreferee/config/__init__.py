"""The typed configuration: loaded, checked, and turned into what the workflow runs."""
