"""Proofs about a server: its databases are consistent, and equal input gives equal results."""
