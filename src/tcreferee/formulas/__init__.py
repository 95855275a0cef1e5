"""What a Tc formula is: its file, how it is loaded, checked and shown."""
