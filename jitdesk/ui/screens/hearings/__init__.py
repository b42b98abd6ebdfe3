"""The screen of hearings."""

from __future__ import annotations

from jitdesk.ui.screens.hearings.screen import HearingsScreen

__all__ = ["HearingsScreen"]
