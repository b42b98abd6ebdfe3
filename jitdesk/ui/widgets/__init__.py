"""The window's own controls; each draws itself from the tokens and tells its name to a screen reader."""
