"""JITDesk: the desk of a Joint Investigation Team, offline, shared by signed bundles."""

from __future__ import annotations

__version__ = "0.1.0"
