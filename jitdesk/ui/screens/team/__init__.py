"""The team: who is in it, who reads what, and how somebody new is let in."""

from __future__ import annotations

from jitdesk.ui.screens.team.screen import TeamScreen

__all__ = ["TeamScreen"]
