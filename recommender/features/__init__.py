"""What people and things are made into before a model learns: numbered pairs, sparse matrices, who knows whom."""
