"""Growth curves fitted to counts, with what they are worth."""
