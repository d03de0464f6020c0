"""What the figures mean: definitions as data, one interface for engines, and an oracle that all engines must equal."""
