"""Bundles: what goes out, to whom, and what came in, looked at before it is taken."""

from __future__ import annotations

from jitdesk.ui.screens.bundles.screen import BundlesScreen

__all__ = ["BundlesScreen"]
