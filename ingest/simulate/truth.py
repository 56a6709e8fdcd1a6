"""What is true of a simulation and what no delivery shows: the answers that the product's estimates are held against.

Every case is followed to its end, whatever day the delivery reaches to. Durations are in working days on the product's
clock (24 hours elapsed on each working day), shares from 0 to 1. The file that `Truth.write` makes is JSON:

simulation             what was asked for
characters             which province plays which part; of every province reform_day and due_habit, how its own system
                       counts due dates
reform_effect          connections on both paths: the same travellers walked on the older and on the streamlined path.
                       By class: clock (whole or utility), of_all and by_year_of_submission, each with older and
                       streamlined (cases, mean_working_days, median_working_days, p90_working_days) and
                       mean_change_working_days. Finished cases of either path.
whole_time             connections by class and year of acceptance, nobody censored: accepted; of those that power on
                       cases, mean_working_days, median_working_days, p90_working_days; powered_share and the share of
                       each other outcome, of those accepted
drop_off               online cases by year of submission: started, submitted, accepted, finished, refused (at the
                       counter) and left (accepted, then ended otherwise)
leakage                online cases by year of submission: cases, travelled, travelled_share (one trip or more), true
                       whatever staff entered
overdue                finished connections under a limit on the whole time (low voltage), as the product's rules judge
                       them: judged_cases, late_cases, late_share by province, by_year_of_acceptance of each province,
                       and by county where there are LEAST_CASES or more
rounds                 step executions by province: case_steps, executions, rounds_per_step and later_share, the share
                       of executions that are a second round or later, as it was done and not as it is shown;
                       by_year_of_acceptance
trips                  by province: cases, with the share that travelled not at all as it was (true_zero_share), as
                       staff entered it (entered_zero_share); confirmed_cases, of these confirmed_zero_share as told in
                       call-backs and entered_zero_share_of_confirmed
migration              by year the mean users a day of each channel as a whole, company-wide, over the days of the year
                       on which there are any, up to the last day asked for; late provinces as if they were not late
cross_province         by year of acceptance: cases whose applicant_region is another province than the case's own
cross_province_flows   the same cases of all years: by the case's province, how many of each other province
services               by year of submission and today's service: cases, and legacy_cases (with one of the 18 codes)
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ingest.simulate.cases import Cases, World
from ingest.simulate.channels import ONLINE
from ingest.simulate.characters import HABIT_NAMES
from ingest.simulate.chunks import Chunk
from ingest.simulate.drawing import Ints
from ingest.simulate.folders import new_file
from ingest.simulate.lives import Lives
from ingest.simulate.outcomes import COMPLETED, OUTCOMES, POWERED
from ingest.simulate.services import CLASSES, HV_SINGLE
from ingest.simulate.sheet import Sheet
from ingest.simulate.tallies import YEARS, Durations, by_year, share, years_of
from ingest.simulate.truth_counts import Counts
from ingest.simulate.verdicts import late_for_whole_limit
from ingest.simulate.walks import PATHS_WALKED, walk_both, whole_minutes

LEAST_CASES = 100
DROP_OFF = ("started", "submitted", "accepted", "finished", "refused", "left")
TRAVELLED = "travelled"

Json = dict[str, Any]


class Truth:
    """Adds up chunk by chunk in memory that does not grow with the number of cases."""

    def __init__(self, world: World) -> None:
        self._world = world
        provinces, places = len(world.places.provinces), len(world.places.region)
        self._walked = Durations(len(CLASSES), len(PATHS_WALKED), YEARS)
        self._whole = Durations(len(CLASSES), YEARS)
        self._outcomes = np.zeros((len(CLASSES), YEARS, len(OUTCOMES)), dtype=np.int64)
        self._drop_off = {name: np.zeros(YEARS, dtype=np.int64) for name in (*DROP_OFF, TRAVELLED)}
        self._verdicts = np.zeros((provinces, YEARS, 2), dtype=np.int64)  # judged, late
        self._by_home = np.zeros((places, 2), dtype=np.int64)
        self._executions = np.zeros((provinces, YEARS, 2), dtype=np.int64)  # first rounds, later rounds
        self._trips = np.zeros((provinces, 6), dtype=np.int64)
        self._counts = Counts(world)

    def add(self, chunk: Chunk) -> None:
        """Count the cases of a chunk."""
        cases, lives = chunk.cases, chunk.lives
        self._add_whole_times(cases, lives)
        self._add_drop_off(chunk)
        self._add_verdicts(cases, lives)
        self._add_executions(cases, lives)
        self._add_trips(chunk)
        self._add_walks(cases)
        self._counts.add(chunk)

    def add_channel_use(self, sheet: Sheet) -> None:
        """Count the channels' users of all the days, as their rows tell them."""
        self._counts.add_channel_use(sheet)

    def write(self, path: Path, simulation: Mapping[str, object]) -> None:
        """Write what was counted as JSON, into a file that is there whole or not at all."""
        found: Json = {
            "simulation": dict(simulation),
            "characters": self._characters(),
            "reform_effect": {name: self._effect(number) for number, name in enumerate(CLASSES)},
            "whole_time": {name: self._whole_times(number) for number, name in enumerate(CLASSES)},
            "drop_off": self._by_year(
                lambda year: {n: int(c[year]) for n, c in self._drop_off.items() if n != "travelled"}
            ),
            "leakage": self._by_year(self._leakage),
            "overdue": self._overdue(),
            "rounds": self._by_province(self._rounds),
            "trips": self._by_province(self._trips_of),
            **self._counts.found(),
        }
        with new_file(path) as building:
            building.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _add_whole_times(self, cases: Cases, lives: Lives) -> None:
        rows = np.flatnonzero(cases.connection & ~np.isnat(lives.accepted))
        group, year = cases.customer_class[rows], years_of(lives.accepted[rows])
        np.add.at(self._outcomes, (group, year, lives.outcome[rows]), 1)
        powered = lives.powered[rows]
        self._whole.add(whole_minutes(self._world, lives, rows[powered]), group[powered], year[powered])

    def _add_drop_off(self, chunk: Chunk) -> None:
        cases, lives = chunk.cases, chunk.lives
        online = np.isin(cases.channel, ONLINE)
        accepted = ~np.isnat(lives.accepted)
        finished = accepted & np.isin(lives.outcome, (POWERED, COMPLETED))
        year = years_of(cases.submitted)
        for name, counted in (
            ("submitted", online),
            ("accepted", online & accepted),
            ("finished", online & finished),
            ("refused", online & ~accepted),
            ("left", online & accepted & ~finished),
            (TRAVELLED, online & (chunk.trips > 0)),
        ):
            np.add.at(self._drop_off[name], year[counted], 1)
        drafts = chunk.sheets["drafts"].columns
        np.add.at(self._drop_off["started"], years_of(drafts["date"]), drafts["started"])

    def _add_verdicts(self, cases: Cases, lives: Lives) -> None:
        rows, late = late_for_whole_limit(self._world, cases, lives)
        year = years_of(lives.accepted[rows])
        home = self._world.places.home[cases.place[rows]]
        for column, counted in enumerate((np.ones(len(rows), dtype=bool), late)):
            np.add.at(self._verdicts[:, :, column], (cases.province[rows][counted], year[counted]), 1)
            np.add.at(self._by_home[:, column], home[counted], 1)

    def _add_executions(self, cases: Cases, lives: Lives) -> None:
        case, later = lives.steps.case, (lives.steps.round > 1).astype(np.int64)
        np.add.at(self._executions, (cases.province[case], years_of(lives.accepted[case]), later), 1)

    def _add_trips(self, chunk: Chunk) -> None:
        columns = chunk.sheets["applications"].columns
        entered, told = _numbers(columns["trips"]), _numbers(columns["trips_confirmed"])
        confirmed = ~np.isnan(told)
        for column, counted in enumerate(
            (
                np.ones(len(entered), dtype=bool),
                chunk.trips == 0,
                entered == 0,
                confirmed,
                confirmed & (told == 0),
                confirmed & (entered == 0),
            )
        ):
            np.add.at(self._trips[:, column], chunk.cases.province[counted], 1)

    def _add_walks(self, cases: Cases) -> None:
        for walk in walk_both(self._world, cases):
            path = np.full(len(walk.minutes), walk.path)
            self._walked.add(walk.minutes, walk.customer_class, path, years_of(walk.submitted))

    def _characters(self) -> Json:
        characters, code = self._world.characters, self._codes()
        parts: Json = {}
        for field in fields(characters):
            part = getattr(characters, field.name)
            if isinstance(part, int):
                parts[field.name] = code[part]
            elif isinstance(part, list):
                parts[field.name] = [code[province] for province in part]
        habits = [HABIT_NAMES[habit] for habit in characters.due_habit]
        parts["due_habit"] = dict(zip(code, habits, strict=True))
        parts["reform_day"] = dict(zip(code, np.datetime_as_string(characters.reform_day).tolist(), strict=True))
        return parts

    def _effect(self, number: int) -> Json:
        def both(years: int | slice) -> Json:
            walked: Json = {path: self._walked.figures(number, k, years) for k, path in enumerate(PATHS_WALKED)}
            means = [walked[path]["mean_working_days"] for path in PATHS_WALKED]
            change = None if None in means else round(means[1] - means[0], 4)
            return {**walked, "mean_change_working_days": change}

        clock = "utility" if number >= HV_SINGLE else "whole"
        return {"clock": clock, "of_all": both(slice(None)), "by_year_of_submission": self._by_year(both)}

    def _whole_times(self, number: int) -> Json:
        def of_year(year: int) -> Json:
            outcomes = self._outcomes[number, year]
            accepted = int(outcomes.sum())
            shares = {f"{name}_share": share(int(n), accepted) for name, n in zip(OUTCOMES, outcomes, strict=True)}
            return {"accepted": accepted, **self._whole.figures(number, year), **shares}

        return self._by_year(of_year)

    def _leakage(self, year: int) -> Json:
        online, travelled = (int(self._drop_off[name][year]) for name in ("submitted", TRAVELLED))
        return {"cases": online, "travelled": travelled, "travelled_share": share(travelled, online)}

    def _overdue(self) -> Json:
        places = self._world.places
        counties = {
            places.region[place]: _verdict(counts)
            for place, counts in enumerate(self._by_home)
            if places.level[place] == "county" and counts[0] >= LEAST_CASES
        }
        provinces = self._by_province(
            lambda province: {
                **_verdict(self._verdicts[province].sum(axis=0)),
                "by_year_of_acceptance": self._by_year(lambda year: _verdict(self._verdicts[province, year])),
            }
        )
        return {"provinces": provinces, "counties": counties}

    def _rounds(self, province: int) -> Json:
        def of(counts: Ints) -> Json:
            first, later = int(counts[0]), int(counts[1])
            return {
                "case_steps": first,
                "executions": first + later,
                "rounds_per_step": share(first + later, first),
                "later_share": share(later, first + later),
            }

        counts = self._executions[province]
        return {**of(counts.sum(axis=0)), "by_year_of_acceptance": self._by_year(lambda year: of(counts[year]))}

    def _trips_of(self, province: int) -> Json:
        cases, zero, entered, confirmed, told, entered_too = (int(count) for count in self._trips[province])
        return {
            "cases": cases,
            "true_zero_share": share(zero, cases),
            "entered_zero_share": share(entered, cases),
            "confirmed_cases": confirmed,
            "confirmed_zero_share": share(told, confirmed),
            "entered_zero_share_of_confirmed": share(entered_too, confirmed),
        }

    def _codes(self) -> list[str]:
        places = self._world.places
        return [places.region[place] for place in places.provinces]

    def _by_year(self, of: Callable[[int], Json]) -> Json:
        """What holds of each year in which something was submitted or accepted."""
        seen = self._outcomes.sum(axis=(0, 2)) + self._drop_off["submitted"] > 0
        return by_year(seen, of)

    def _by_province(self, of: Callable[[int], Json]) -> Json:
        return {code: of(province) for province, code in enumerate(self._codes())}


def _verdict(counts: Ints) -> Json:
    judged, late = int(counts[0]), int(counts[1])
    return {"judged_cases": judged, "late_cases": late, "late_share": share(late, judged)}


def _numbers(column: Any) -> Any:
    """A column of numbers as floats, NaN where it is null."""
    return pd.Series(column).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
