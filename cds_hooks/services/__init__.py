"""The services that we offer, one file each."""
