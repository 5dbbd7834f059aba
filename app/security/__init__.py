"""What stands between the service and the world."""
