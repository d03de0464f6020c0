"""Conversations: between two people, between a buyer and a shop, and in a group."""
