"""Subscribers of this app, for Django to find."""
