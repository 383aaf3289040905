"""``python -m dashboard``: see ``dashboard.command_line``. Ctrl-C is said in German from the first moment on, also
while libraries are still being read."""

from __future__ import annotations

import sys

STOPPED = "Abgebrochen; es wurde keine Datei geschrieben."


def start() -> None:
    try:
        from dashboard.command_line import main

        main(prog_name="python -m dashboard")
    except KeyboardInterrupt:
        sys.stderr.write(f"{STOPPED}\n")
        sys.exit(1)


if __name__ == "__main__":
    start()
