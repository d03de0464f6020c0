"""How good lists are, by one fixed protocol that anybody can rerun on files."""
