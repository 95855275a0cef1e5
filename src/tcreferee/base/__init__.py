"""What every room uses: errors, records, places, checksums, quantities, priors."""
