"""The desk itself: what opens it, whether it is whole, what to do where a passphrase is lost."""

from __future__ import annotations

from jitdesk.ui.screens.desk.screen import DeskScreen

__all__ = ["DeskScreen"]
