"""The ways forward, one file each; they do not know each other. Each takes an offer and weighs it for this patient."""
