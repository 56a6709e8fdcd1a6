"""What stops a load before it changes anything."""


class LoadRefused(Exception):
    """A delivery, file or mapping that cannot be taken: one sentence says which file, what is wrong and what to do."""
