"""Published answers for CDNOW, 1/10 sample (Fader & Hardie); figures only, the log itself is not ours to pass on."""

from __future__ import annotations

from analytics.value.buying import Buying
from analytics.value.spending import Spending

BUYING = Buying(r=0.242593, alpha=4.413531, a=0.792886, b=2.425753, log_likelihood=-9582.4256)
ROUNDED = Buying(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=-9582.4)  # as printed
SPENDING = Spending(p=6.2488, q=3.7446, gamma=15.4478, log_likelihood=-4055.9232)
SOMEBODY = (2, 30.43, 38.86)  # repeat purchases, last one, known for: weeks
P_ALIVE, IN_39_WEEKS = 0.726579, 1.226028  # with the parameters as printed
ACTUAL, PREDICTED = 1882, 1653.42  # repeat purchases of all 2,357 in the 39 weeks held out
