"""The cases of a run of days: who asks for what, where, when, and which path it takes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.simulate.channels import ONLINE, draw_channels
from ingest.simulate.characters import Characters, draw_characters
from ingest.simulate.customers import Customers, draw_customers
from ingest.simulate.drawing import FIRST_YEAR, Flags, Floats, Ints, Stamps, hours
from ingest.simulate.lags import draw_lags
from ingest.simulate.paths import IS_HANDLING, IS_HV_NEW, IS_HV_OLD, IS_LV_NEW, IS_LV_OLD, IS_PV
from ingest.simulate.places import Places, read_places
from ingest.simulate.projects import Projects, draw_projects, join_projects
from ingest.simulate.services import (
    CLASSES,
    CONNECTIONS,
    ENERGISED,
    HV_SINGLE,
    draw_classes,
    draw_delivered,
    draw_services,
    is_one_of,
)
from ingest.simulate.workdays import WorkDays

PLACE_SPREAD = 0.12  # of the county and city companies' pace, standard deviation of the logarithm; assumed
ONLINE_HOURS = (14.0, 4.0)  # mean and standard deviation of the hour of an online submission; assumed
DESK_HOURS = (8.5, 17.0)  # of any other, evenly; assumed


@dataclass(frozen=True)
class World:
    """What stays the same for all cases of a simulation."""

    places: Places
    characters: Characters
    workdays: WorkDays
    place_pace: Floats
    projects: Projects
    luck: int  # seeds what is drawn beside the cases' own lives


@dataclass(frozen=True)
class Cases:
    """One entry a case."""

    number: Ints  # of the case, or of the first application where it is one that follows
    again: Flags  # whether it follows an application that came to nothing
    project: Ints  # NO_PROJECT for most
    phase: Ints  # of the project, from 1
    submitted: Stamps  # local datetime64[s]
    year: Floats  # 2017.5 is the middle of 2017
    place: Ints
    province: Ints
    service: Ints  # number in services.CODES
    delivered_service: Ints  # number in services.DELIVERED_CODES: before the merger one of the 18
    customer_class: Ints  # number in CLASSES
    channel: Ints
    assisted: Flags
    customers: Customers
    streamlined: Flags
    path: Ints  # number in PATHS
    pace: Floats
    lag: Ints  # seconds by which deliveries are behind for the case: its province's lag and its own

    @property
    def high_voltage(self) -> Flags:
        """Classes that connect at high voltage."""
        return self.customer_class >= HV_SINGLE

    @property
    def connection(self) -> Flags:
        """Services of the family connection."""
        return is_one_of(self.service, CONNECTIONS)


@dataclass(frozen=True)
class Applicants:
    """Who asks for what, and where: what stays the same when a case is submitted again. Fields as in Cases."""

    number: Ints
    project: Ints
    phase: Ints
    place: Ints
    service: Ints
    customer_class: Ints
    customers: Customers


def make_world(rng: np.random.Generator, first: date, last: date) -> World:
    """The company, its characters and its calendar, from first to last day of the simulation."""
    places = read_places(CLASSES)
    characters = draw_characters(rng, len(places.provinces))
    pace = np.exp(PLACE_SPREAD * rng.standard_normal(len(places.region)))
    projects = draw_projects(rng, len(places.region))
    return World(places, characters, WorkDays(first, last), pace[places.home], projects, int(rng.integers(2**62)))


def draw_cases(rng: np.random.Generator, world: World, day: Stamps, group: Ints, first: int) -> Cases:
    """The cases submitted on the given days (datetime64[D], in order) by households (group 0) and businesses (1).

    They are numbered from `first` on.
    """
    year = _years(day)
    service = draw_services(rng, group, year)
    customer_class = draw_classes(rng, group, service)
    place = _draw_places(rng, world.places, customer_class)
    customers = draw_customers(rng, customer_class, is_one_of(service, CONNECTIONS[:1]))
    number = np.arange(first, first + len(day))
    connection = is_one_of(service, CONNECTIONS)
    project, phase = join_projects(world.projects, world.places.home[place], day, customers, connection)
    who = Applicants(number, project, phase, place, service, customer_class, customers)
    return submit(rng, world, who, day)


def submit(rng: np.random.Generator, world: World, who: Applicants, day: Stamps, ended: Stamps | None = None) -> Cases:
    """Let applicants submit a case each on the given local days.

    ended: the days on which their first cases ended, where these are the second. Those who do not apply online come
    back on a working day then, the last one up to the given day, or the next where there is none since the end.
    """
    year = _years(day)
    high_voltage = who.customer_class >= HV_SINGLE
    province = world.places.province[who.place]
    channel, assisted = draw_channels(rng, year, high_voltage, who.customers.batch)
    if ended is not None:
        day = np.where(np.isin(channel, ONLINE), day, world.workdays.near(day, ended))
    streamlined = world.characters.streamlined(rng, province, day, high_voltage)
    return Cases(
        number=who.number,
        again=np.full(len(day), ended is not None),
        project=who.project,
        phase=who.phase,
        submitted=_moments(rng, day, np.isin(channel, ONLINE)),
        year=year,
        place=who.place,
        province=province,
        service=who.service,
        delivered_service=draw_delivered(rng, who.service, high_voltage, day),
        customer_class=who.customer_class,
        channel=channel,
        assisted=assisted,
        customers=who.customers,
        streamlined=streamlined,
        path=_paths(who.service, high_voltage, streamlined),
        pace=world.characters.pace_at(province, year) * world.place_pace[who.place],
        lag=draw_lags(rng, world.characters, province),
    )


def _years(day: Stamps) -> Floats:
    year: Floats = FIRST_YEAR + (day - np.datetime64("2017-01-01")).astype(np.int64) / 365.25
    return year


def _draw_places(rng: np.random.Generator, places: Places, customer_class: Ints) -> Ints:
    point = rng.random(len(customer_class))
    place = np.empty(len(customer_class), dtype=np.int64)
    for number in range(len(CLASSES)):
        rows = customer_class == number
        edges = np.cumsum(places.weight[number])
        place[rows] = np.searchsorted(edges / edges[-1], point[rows], side="right")
    return place


def _moments(rng: np.random.Generator, day: Stamps, online: Flags) -> Stamps:
    """The local moment of each submission: at any hour online, in office hours otherwise."""
    hour = np.where(online, hours(rng, *ONLINE_HOURS, len(online)), rng.uniform(*DESK_HOURS, len(online)))
    since: NDArray[Any] = (hour * 3600).astype("timedelta64[s]")
    moment: Stamps = day + since
    return moment


def _paths(service: Ints, high_voltage: Flags, streamlined: Flags) -> Ints:
    new = np.where(high_voltage, IS_HV_NEW, IS_LV_NEW)
    old = np.where(high_voltage, IS_HV_OLD, IS_LV_OLD)
    path = np.where(streamlined, new, old)
    path = np.where(is_one_of(service, ("pv",)), IS_PV, path)
    return np.where(is_one_of(service, ENERGISED), path, IS_HANDLING)
