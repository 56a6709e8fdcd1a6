"""Frames in, one neutral chart description out; writers turn it into what a medium shows."""
