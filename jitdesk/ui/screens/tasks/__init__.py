"""The screen of tasks."""

from __future__ import annotations

from jitdesk.ui.screens.tasks.screen import TasksScreen

__all__ = ["TasksScreen"]
