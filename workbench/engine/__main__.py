"""`python -m workbench.engine`: the engine process; started by a session, not by hand."""

import os
import sys
import traceback

from workbench.engine.server.main import main

try:
    code = main(*sys.argv[1:])
except BaseException:  # noqa: BLE001  nothing to hand it to: the client process tells it as this process's last words
    traceback.print_exc()
    code = 1
sys.stdout.flush()
sys.stderr.flush()
# Threads that a plugin left behind, and destructors it registered, must not turn an ordered end into a crash.
os._exit(code)
