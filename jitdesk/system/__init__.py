"""The machine around the desk: files, keychain, settings, resources, logs."""
