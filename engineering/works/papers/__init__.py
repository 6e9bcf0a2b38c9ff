"""Papers of the works: the certificate of filing, and those of supervision and filing."""
