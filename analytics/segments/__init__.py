"""Segments: people described by conditions, counted, kept as audiences, and used."""
