"""What stops a load before it changes anything."""


class LoadRefused(Exception):  # noqa: N818 - it reads as what happened, and the command line shows it as such
    """A delivery, file or mapping that cannot be taken: one sentence says which file, what is wrong and what to do."""
