"""Arithmetic on small frames: intervals and survival; no SQL, no Dash."""
