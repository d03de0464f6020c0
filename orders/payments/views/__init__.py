"""Pages of paying, and the door providers knock at."""
