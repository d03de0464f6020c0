"""Pages of groups: `pages` for everybody, `desk` for those who look after one."""
