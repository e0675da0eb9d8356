"""Reads facts about a plugin's library from its ELF file, without executing it."""
