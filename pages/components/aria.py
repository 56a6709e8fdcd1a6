"""What a screen reader hears: aria attributes for components."""

from typing import Any


def aria(**attributes: str) -> dict[str, Any]:
    """Attributes as a component takes them: aria(label="Menu") is {"aria-label": "Menu"}."""
    return {f"aria-{name}": value for name, value in attributes.items()}
