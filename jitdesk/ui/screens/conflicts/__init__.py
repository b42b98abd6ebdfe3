"""Conflicts: fields that two people set while apart, and the person who settles them."""

from __future__ import annotations

from jitdesk.ui.screens.conflicts.screen import ConflictsScreen

__all__ = ["ConflictsScreen"]
