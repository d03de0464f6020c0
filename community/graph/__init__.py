"""Who follows whom, who is kept away, and what people let others see."""
