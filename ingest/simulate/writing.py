"""What a delivery holds besides its bulk: what it says about itself, the tree and the rules."""

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from ingest.simulate.cases import World
from ingest.simulate.chunks import Simulation
from ingest.simulate.limits import BASELINE_LIMITS
from ingest.simulate.places import regions_frame, units_frame

SOURCE = "模拟数据 / simulated"
TIME_ZONE = "Asia/Shanghai"
TARGETS, EVENTS = (Path(__file__).with_name(f"{name}.csv") for name in ("targets", "events"))
SNAPSHOT, INCREMENT = "snapshot", "increment"


def write_statement(folder: Path, simulation: Simulation, kind: str, last: date) -> None:
    """Write delivery.toml: which simulation, and data to the end of the day `last`, less far in a late province."""
    world = simulation.world
    as_of = datetime.combine(last + timedelta(days=1), datetime.min.time())
    places = [world.places.region[place] for place in world.places.provinces]
    behind = [
        f"{region} = {(as_of - timedelta(seconds=int(lag))).isoformat()}\n"
        for region, lag in zip(places, world.characters.lag, strict=True)
        if lag
    ]
    (folder / "delivery.toml").write_text(
        f'source = "{SOURCE}"\n'
        "simulated = true\n"
        f'simulation = "{simulation.origin.words}"\n'
        f'kind = "{kind}"\n'
        f'time_zone = "{TIME_ZONE}"\n'
        'calendar = "CN"\n'
        f"as_of = {as_of.isoformat()}+08:00\n"
        f"\n[covered_until]\n{''.join(behind)}",
        encoding="utf-8",
    )


def write_rules(folder: Path, world: World, first: date) -> None:
    """Write what a snapshot holds besides the bulk: the tree from the day `first` on, the units, the rules."""
    regions_frame(world.places, first.isoformat()).to_csv(folder / "regions.csv", index=False, lineterminator="\n")
    units_frame(world.places).to_csv(folder / "units.csv", index=False, lineterminator="\n")
    for file in (BASELINE_LIMITS, TARGETS, EVENTS):
        shutil.copyfile(file, folder / file.name)
