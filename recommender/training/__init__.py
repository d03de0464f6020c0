"""The models, each a source of scores; their blend; the ranker above them; artefacts that hold no code."""
