"""The other documents of a request: notes between authorities, annexes, sheets for the hearing; one module a family."""
