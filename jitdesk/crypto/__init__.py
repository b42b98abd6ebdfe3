"""Age, signatures and key slots; the only callers of cryptography."""
