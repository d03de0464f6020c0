"""What a person is told: kinds others register, lines that gather, the centre, and the digest by e-mail."""
