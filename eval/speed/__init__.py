"""How fast Guillemet is and how much room it takes, beside others in the same run."""
