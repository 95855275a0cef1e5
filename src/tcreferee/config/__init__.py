"""The typed configuration: load and check it, and plan what the workflow runs."""
