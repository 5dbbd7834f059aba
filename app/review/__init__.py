"""What a clinician needs to sign the knowledge: what hangs on each figure, told in packs, and the signatures."""
