"""The screen of the case: what stands around the requests."""

from __future__ import annotations

from jitdesk.ui.screens.case.screen import CaseScreen

__all__ = ["CaseScreen"]
