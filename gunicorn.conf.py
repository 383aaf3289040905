"""gunicorn reads this by itself when it is started in this folder."""

import os
from typing import Any

from dashboard.start import CannotStart, check_addresses, end


def on_starting(arbiter: Any) -> None:
    """A busy port is said once and in German, instead of being tried five times."""
    inherited = "LISTEN_FDS" in os.environ or "GUNICORN_FD" in os.environ
    try:
        check_addresses([] if inherited else arbiter.cfg.address)
    except CannotStart as error:
        end(error)
