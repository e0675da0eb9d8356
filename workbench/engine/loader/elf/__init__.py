"""What a plugin's library says of itself, read without executing it."""
