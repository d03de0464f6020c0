"""What is sold, to whom, and what brought it: tables of whole counts and cents, of the site or of one shop.

Every table has one definition (docs/metrics.md); shares and means of them are made in `ratios`.
"""
