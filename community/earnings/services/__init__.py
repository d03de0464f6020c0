"""Rates of shops, and what people earn by them."""

from community.earnings.services.earning import earn, judge_earning, pay_earnings, refuse_own, weigh_earnings
from community.earnings.services.rating import end_rate, set_rate

__all__ = ["earn", "end_rate", "judge_earning", "pay_earnings", "refuse_own", "set_rate", "weigh_earnings"]
