"""The screen of requests."""

from __future__ import annotations

from jitdesk.ui.screens.requests.screen import RequestsScreen

__all__ = ["RequestsScreen"]
