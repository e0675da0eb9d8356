"""The Faults panel: crashes and hangs of the server, their place, and the calls before them."""
