"""Models of this app, for Django to find; code imports the slice."""
