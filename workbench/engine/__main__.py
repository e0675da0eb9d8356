"""`python -m workbench.engine`: the engine process. A session starts it, not the user."""

import os
import sys
import traceback

from workbench.engine.server.main import main

try:
    code = main(*sys.argv[1:])
except BaseException:  # noqa: BLE001  no caller is left: the client process reports the traceback
    traceback.print_exc()
    code = 1
sys.stdout.flush()
sys.stderr.flush()
# Threads that a plugin left behind, and destructors that it registered, must not crash a regular end.
os._exit(code)
