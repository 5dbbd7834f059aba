"""The protocol: CDS Hooks messages, our services in it, and the cards they answer with."""
