"""Pages of moderation: `people` (reporting, one's standing), `queue` (moderators), `rules` (what texts are read by)."""
