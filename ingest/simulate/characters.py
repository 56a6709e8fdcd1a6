"""How each provincial company behaves: when the reform reached it, how fast it works, and what it hides.

Which province plays which part is drawn from the seed: no real company is named here.
"""

from dataclasses import dataclass

import numpy as np

from ingest.simulate.drawing import Flags, Floats, Ints, Stamps, chance

REFORM_FIRST = np.datetime64("2018-01-01")  # first province; domain: the reform arrives 2018-2020
REFORM_SPAN = 1000  # days over which the provinces follow; domain
REFORM_LATE = np.datetime64("2022-03-01")  # the one that comes late; assumed
REFORM_RAMP = 150  # days from the first streamlined case to the full share; assumed
FULL_SHARE = 0.98  # of cases on the streamlined path once the reform is complete; assumed
NEVER_SHARE_LV = 0.35  # of low-voltage cases in the province that never reforms in full (high voltage: none); assumed
SPEED_SPREAD = 0.10  # of the provinces' pace, standard deviation of the logarithm; assumed
LAGGING = 3  # provinces that lag: they work slowly, and the reform reaches them last of all but the late one; assumed
LAGGING_FACTOR = 1.7  # on their durations; assumed
WORSENS_FROM, WORSENS_BY, WORSENS_MOST = 2023.0, 0.25, 2.0  # year, growth of durations a year, greatest factor; assumed
LEFTOVER, LEFTOVER_LAGGING = 0.03, 0.2  # chance that a dropped step still happens to an ordinary customer; assumed
HURRIED, HURRIED_BADLY = (
    0.85,
    0.3,
)  # share of what would be late that is hurried, everywhere and in the poor provinces; assumed

DAY_SECONDS = 86_400
LATE_DAYS = 6  # by which one province's data are behind; domain: one has late data, the days are assumed
ZERO_TRIPS = 3  # provinces whose staff always enter that the customer came zero times; assumed
# How a province's own system counts due dates. Provinces of each habit; the others count as the rules say. Assumed.
BY_THE_RULES, WEEKDAYS, OLDER_EDITION, WITHOUT_HOLDS = range(4)
HABIT_NAMES = ("by_the_rules", "weekdays", "older_edition", "without_holds")
HABITS = {WEEKDAYS: 3, OLDER_EDITION: 2, WITHOUT_HOLDS: 4}


@dataclass(frozen=True)
class Characters:
    """One entry a province."""

    reform_day: Stamps
    share_lv: Floats  # of cases that take the streamlined path in the end
    share_hv: Floats
    pace: Floats  # factor on the utility's durations
    leftover: Floats
    hurried: Floats  # share of what would be late that is brought in on time
    never: int  # the province that never reforms in full
    late: int
    lagging: list[int]
    worsening: int
    parking: int  # puts cases on hold before they are overdue
    same_day: int  # accepts and archives on one day
    late_data: int  # its rows are known LATE_DAYS later
    hides_rework: int  # shows one round of each step, however often it was done
    zero_trips: list[int]  # their staff enter zero trips whatever happened
    lag: Ints  # seconds by which its data are behind
    due_habit: Ints  # how its own system counts due dates

    def streamlined(self, rng: np.random.Generator, province: Ints, day: Stamps, high_voltage: Flags) -> Flags:
        """Whether each case takes the streamlined path, by its province and the local day of its submission."""
        since = (day - self.reform_day[province]).astype(np.int64)
        share = np.where(high_voltage, self.share_hv[province], self.share_lv[province])
        return chance(rng, np.clip(since / REFORM_RAMP, 0.0, 1.0) * share)

    def pace_at(self, province: Ints, year: Floats) -> Floats:
        """Factor on the utility's durations."""
        worse = np.clip(1 + WORSENS_BY * (year - WORSENS_FROM), 1.0, WORSENS_MOST)
        pace: Floats = self.pace[province] * np.where(province == self.worsening, worse, 1.0)
        return pace


def draw_characters(rng: np.random.Generator, provinces: int) -> Characters:
    """Deal the parts among the provinces."""
    order = [int(province) for province in rng.permutation(provinces)]
    never, late, worsening, parking, same_day = order[:5]
    lagging = order[5 : 5 + LAGGING]
    late_data, hides_rework, *others = order[5 + LAGGING :]
    zero_trips, others = others[:ZERO_TRIPS], others[ZERO_TRIPS:]
    reform_day = np.empty(provinces, dtype="datetime64[D]")
    prompt = [int(province) for province in rng.permutation(provinces) if province not in lagging]
    reform_day[[*prompt, *lagging]] = REFORM_FIRST + np.linspace(0, REFORM_SPAN, provinces).astype(np.int64)
    reform_day[late] = REFORM_LATE
    share = np.full(provinces, FULL_SHARE)
    pace = np.exp(SPEED_SPREAD * rng.standard_normal(provinces))
    pace[lagging] *= LAGGING_FACTOR
    leftover = np.full(provinces, LEFTOVER)
    leftover[lagging] = LEFTOVER_LAGGING
    hurried = np.full(provinces, HURRIED)
    hurried[[*lagging, worsening, parking]] = HURRIED_BADLY
    everyone = np.arange(provinces)
    due_habit = np.full(provinces, BY_THE_RULES)
    for habit, count in HABITS.items():
        due_habit[others[:count]], others = habit, others[count:]
    return Characters(
        reform_day=reform_day,
        share_lv=np.where(everyone == never, NEVER_SHARE_LV, share),
        share_hv=np.where(everyone == never, 0.0, share),
        pace=pace,
        leftover=leftover,
        hurried=hurried,
        never=never,
        late=late,
        lagging=lagging,
        worsening=worsening,
        parking=parking,
        same_day=same_day,
        late_data=late_data,
        hides_rework=hides_rework,
        zero_trips=zero_trips,
        lag=np.where(everyone == late_data, LATE_DAYS * DAY_SECONDS, 0),
        due_habit=due_habit,
    )
