"""The command line: `python -m engine list | describe | run | claims`."""

import sys

from engine.command_line import main

sys.exit(main())
