"""The error of a simulation that the machine, or another run, keeps from being written."""


class SimulationStopped(Exception):
    """The message says what stood in the way and what to do."""
