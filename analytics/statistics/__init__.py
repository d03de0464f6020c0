"""What counts are worth: intervals and tests, on sums alone, so that every engine gives the same reading."""
