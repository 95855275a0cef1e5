"""What fitted formulas say of materials that were not fitted."""
