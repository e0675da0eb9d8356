"""`python -m workbench.engine`: the engine process; started by a session, not by hand."""

import os
import sys

from workbench.engine.process_main import main

code = main(sys.argv[1])
sys.stdout.flush()
sys.stderr.flush()
# Threads that a plugin left behind, and destructors it registered, must not turn an ordered end into a crash.
os._exit(code)
