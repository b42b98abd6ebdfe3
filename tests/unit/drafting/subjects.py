"""What a treaty file can give an article for."""

from __future__ import annotations

SUBJECTS = {
    *("central", "other_channel", "electronic", "direct", "language", "content", "identity", "hearing", "means", "summons", "presence"),
    *(
        "protection_agreed",
        "protection",
        "conduct",
        "conduct_by",
        "interpreter",
        "counsel",
        "refusal",
        "refusal_by_video",
        "suspect",
        "crimes",
    ),
    *(
        "other_purpose",
        "telephone",
        "procedure",
        "officials",
        "minutes",
        "perjury",
        "limit",
        "progress",
        "confidentiality",
        "use",
        "data",
        "costs",
    ),
    *("originals", "additional", "oral", "jit"),
}
