"""The console: the web pages where staff work, under /console. A folder per subject.

In each, `routes.py` fetches, `presenter.py` phrases and the templates place. `bot.app` mounts it all.
"""

from console.app import console_app
from console.desk import Desk
from console.studio.desk import StudioDesk

__all__ = ["Desk", "StudioDesk", "console_app"]
