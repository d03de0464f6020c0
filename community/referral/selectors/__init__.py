"""Questions about sharing and inviting."""
