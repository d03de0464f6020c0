"""What customers are worth: recency, frequency and money; who is still a customer; what is still to come."""
