"""The part of the truth that is plain counting: users of channels, cases from other provinces, cases of services."""

from typing import Any

import numpy as np

from ingest.simulate.cases import World
from ingest.simulate.channel_use import WHOLE
from ingest.simulate.channels import CHANNELS
from ingest.simulate.chunks import Chunk
from ingest.simulate.drawing import Ints
from ingest.simulate.services import CODES
from ingest.simulate.sheet import Sheet
from ingest.simulate.tallies import YEARS, by_year, years_of

MOST_DAYS = 100_000  # more than any day's number since 1970

Json = dict[str, Any]


class Counts:
    """Adds up chunk by chunk in memory that does not grow with the number of cases."""

    def __init__(self, world: World) -> None:
        provinces = [world.places.region[place] for place in world.places.provinces]
        self._provinces = provinces
        self._users = np.zeros((YEARS, len(CHANNELS)), dtype=np.int64)
        self._days = np.zeros((YEARS, len(CHANNELS)), dtype=np.int64)
        self._elsewhere = np.zeros(YEARS, dtype=np.int64)
        self._accepted = np.zeros(YEARS, dtype=np.int64)
        self._flows = np.zeros((len(provinces), len(provinces)), dtype=np.int64)
        self._services = np.zeros((YEARS, len(CODES), 2), dtype=np.int64)  # cases, of these with a legacy code

    def add(self, chunk: Chunk) -> None:
        """Count the cases of a chunk."""
        self._add_provinces(chunk)
        cases = chunk.cases
        year, legacy = years_of(cases.submitted), cases.delivered_service >= len(CODES)
        np.add.at(self._services[:, :, 0], (year, cases.service), 1)
        np.add.at(self._services[:, :, 1], (year[legacy], cases.service[legacy]), 1)

    def add_channel_use(self, sheet: Sheet) -> None:
        """Count the users of channels as a whole; all days at once, since a day counts once for all its provinces."""
        whole = sheet.columns["function"].codes == WHOLE
        channel: Ints = sheet.columns["channel"].codes[whole].astype(np.int64)
        date, users = sheet.columns["date"][whole], sheet.columns["users"][whole]
        np.add.at(self._users, (years_of(date), channel), users)
        day = date.astype("datetime64[D]").astype(np.int64)
        of_channel, with_rows = np.divmod(np.unique(channel * MOST_DAYS + day), MOST_DAYS)
        np.add.at(self._days, (years_of(with_rows.astype("datetime64[D]")), of_channel), 1)

    def found(self) -> Json:
        """What was counted, by the names under which it is written."""
        return {
            "migration": by_year(self._days.sum(axis=1) > 0, self._migration),
            "cross_province": by_year(self._accepted > 0, lambda year: int(self._elsewhere[year])),
            "cross_province_flows": {
                region: _named(self._provinces, self._flows[number]) for number, region in enumerate(self._provinces)
            },
            "services": by_year(self._services.sum(axis=(1, 2)) > 0, self._services_of),
        }

    def _add_provinces(self, chunk: Chunk) -> None:
        accepted = ~np.isnat(chunk.lives.accepted)
        year = years_of(chunk.lives.accepted[accepted])
        np.add.at(self._accepted, year, 1)
        own = chunk.cases.province[accepted]
        registered = chunk.sheets["applications"].columns["applicant_region"].codes[accepted].astype(np.int64)
        elsewhere = registered != own
        np.add.at(self._elsewhere, year[elsewhere], 1)
        np.add.at(self._flows, (own[elsewhere], registered[elsewhere]), 1)

    def _migration(self, year: int) -> Json:
        return {
            channel: round(int(users) / int(days), 2)
            for channel, users, days in zip(CHANNELS, self._users[year], self._days[year], strict=True)
            if days
        }

    def _services_of(self, year: int) -> Json:
        return {
            code: {"cases": int(cases), "legacy_cases": int(legacy)}
            for code, (cases, legacy) in zip(CODES, self._services[year], strict=True)
            if cases
        }


def _named(names: list[str], counts: Ints) -> Json:
    return {name: int(count) for name, count in zip(names, counts, strict=True) if count}
