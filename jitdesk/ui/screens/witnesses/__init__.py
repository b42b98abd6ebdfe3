"""The screen of witnesses."""

from __future__ import annotations

from jitdesk.ui.screens.witnesses.screen import WitnessesScreen

__all__ = ["WitnessesScreen"]
