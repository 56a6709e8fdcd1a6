"""Facts against a brute force that counts minute by minute and day by day."""
