"""Pages of merchants who ship, couriers who carry, shoppers who wait and operators who look."""
