"""Experiments: who sees what by chance, written down once, and what it changed, with its uncertainty."""
