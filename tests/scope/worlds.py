"""Two utilities that differ only outside one province, where every name and number of a case is a mark.

How many cases of the province's customers others handle is the province's to know (a count, and nothing else), so that
these cases are in both, as others than they are.
"""

import shutil
from pathlib import Path

import duckdb

MARKS = ("MARKED", "MASKED")  # what the names and numbers outside begin with, in the one and in the other
OF_CASES = ("steps", "holds", "appointments", "answers")
OF_REGIONS = ("contacts", "complaints", "channel_use", "pushes", "drafts")


def province_of(delivery: Path) -> str:
    """The province with most cases."""
    with duckdb.connect() as engine:
        return str(
            engine.execute(
                f"""with recursive up as (
                      select region, region as top, parent from '{delivery}/regions.csv' where level = 'province'
                      union all
                      select below.region, up.top, below.parent from '{delivery}/regions.csv' below
                      join up on below.parent = up.region)
                    select top from up join '{delivery}/applications.parquet' using (region)
                    group by top order by count(*) desc limit 1"""
            ).fetchall()[0][0]
        )


def world(delivery: Path, target: Path, province: str, mark: str) -> Path:
    """The delivery with everything outside the province marked; the second world has half as much there."""
    target.mkdir(parents=True)
    for file in delivery.iterdir():
        shutil.copy(file, target / file.name)
    first = mark == MARKS[0]
    half = "true" if first else "hash(application) % 2 = 0 or applicant_region in (from inside)"
    with duckdb.connect() as engine:
        engine.execute(
            f"""create table inside as with recursive down as (
                  select region from read_csv('{delivery}/regions.csv', all_varchar = true) where region = '{province}'
                  union all
                  select below.region from read_csv('{delivery}/regions.csv', all_varchar = true) below
                  join down on below.parent = down.region)
                select * from down"""
        )
        engine.execute(
            f"""create table cases as
                with placed as (
                  select application, region in (from inside) as own, {half} as kept
                  from '{delivery}/applications.parquet')
                select *, case when own then application else '{mark}-' || application end as shown from placed"""
        )

        def write(name: str, select: str) -> None:
            file = next(target.glob(f"{name}.*"))
            form = "header" if file.suffix == ".csv" else "format parquet"
            engine.execute(f"copy ({select}) to '{file}.new' ({form})")
            Path(f"{file}.new").replace(file)

        def source(name: str) -> str:
            file = next(delivery.glob(f"{name}.*"))
            return f"read_csv('{file}', all_varchar = true)" if file.suffix == ".csv" else f"'{file}'"

        outside = "case when region in (from inside) then {0} else '" + mark + "-' || {0} end as {0}"
        names = f"{outside.format('name')}, {outside.format('name_en')}"
        write("regions", f"select * replace ({names}) from {source('regions')}")
        write("units", f"select * replace ({names}) from {source('units')}")
        own = "cases.own or cases.kept"
        served = "a.customer_class" if first else "case when cases.own then a.customer_class else 'residential' end"
        write(
            "applications",
            f"""select a.* replace (cases.shown as application, {served} as customer_class,
                  case when cases.own then a.capacity_kva else 987654 end as capacity_kva)
                from {source("applications")} a join cases using (application) where {own}""",
        )
        for name in OF_CASES:
            write(
                name,
                f"""select t.* replace (cases.shown as application)
                    from {source(name)} t join cases using (application) where {own}""",
            )
        for name in OF_REGIONS:
            table = f"{source(name)} t"
            columns = [row[0] for row in engine.execute(f"describe select * from {table}").fetchall()]
            if "application" in columns:
                # Some made in the province are about a case outside it.
                about = f"case when t.region in (from inside) and hash(t.{name[:-1]}) % 10 = 0 then other.shown end"
                other = "(select min(shown) as shown from cases where not own and kept) other"
                write(
                    name,
                    f"""select t.* replace (coalesce({about}, cases.shown, t.application) as application)
                        from {table} left join cases using (application) cross join {other}
                        where t.region in (from inside) or (cases.application is null or {own})""",
                )
            elif not first:
                write(name, f"select * from {table} where region in (from inside) or hash(date) % 2 = 0")
    return target
