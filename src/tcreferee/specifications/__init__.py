"""The specification curve: what becomes of a verdict under every reasonable choice that an analyst could have made."""
