"""What is odd: suspicions (疑似) apart from plain oddities, and how many there are for the number of cases."""

from sqlalchemy import ColumnElement

from queries.flags import suspicions
from queries.metrics.common import per
from queries.metrics.kinds import THOUSAND, Better, Derived, Flow, Metric, Statistic, Unit
from queries.words import Words
from warehouse.facts import flag_fact

SUSPECTED = flag_fact.c.flag.in_(suspicions())


def counted(
    key: str, name: Words, definition: Words, where: tuple[ColumnElement[bool], ...], *, undated: bool = False
) -> Flow:
    """Flags counted on the case's cohort date, or those of the cases that have none."""
    formula = Words("标记计数，按工单的统计口径日期", "count of flags, on the case's cohort date")
    if undated:
        name = Words(f"{name.zh}（无该日期）", f"{name.en}, cases without the date")
        definition = Words(
            f"统计口径日期为空的工单：{definition.zh}",
            f"Of cases whose cohort date has not come or is unknown: {definition.en}",
        )
        formula = Words("统计口径日期为空的工单的标记计数", "count of flags of cases whose cohort date is null")
    return Flow(
        key=f"{key}_undated" if undated else key,
        name=name,
        definition=definition,
        formula=formula,
        unit=Unit.FLAGS,
        better=Better.LOWER,
        fact=flag_fact,
        statistic=Statistic.COUNT,
        where=where,
        undated=undated,
    )


SUSPICIONS = Words("疑似", "Suspicions")
SUSPICIOUS = Words(
    "疑似失真的记录，列出背后的工单以供核查，不作为结论；一件工单可有多条。",
    "Records that may not tell the truth: listed with the cases behind, to be looked at, never as proof; a case may "
    "have several.",
)
ODDITIES = Words("记录异常", "Oddities")
ODD = Words("可读但前后矛盾的记录。", "What is readable but contradicts itself.")


FLAGGED: tuple[Metric, ...] = (
    counted(
        "flags",
        Words("疑似与异常", "Flags"),
        Words(
            "可读但异常的记录，列出以供核查，不作为结论。",
            "What is readable but odd: listed to be looked at, never as proof.",
        ),
        (),
    ),
    counted("suspicions", SUSPICIONS, SUSPICIOUS, (SUSPECTED,)),
    counted("suspicions", SUSPICIONS, SUSPICIOUS, (SUSPECTED,), undated=True),
    counted("oddities", ODDITIES, ODD, (~SUSPECTED,)),
    counted("oddities", ODDITIES, ODD, (~SUSPECTED,), undated=True),
    Derived(
        key="suspicion_rate",
        name=Words("每千件疑似", "Suspicions per 1,000 cases"),
        definition=Words(
            "统计口径日期在期间内的每千件工单上的疑似条数；一件工单可有多条。",
            "Suspicions for every thousand cases whose cohort date lies in the period; a case may have several.",
        ),
        formula=Words("疑似条数 × 1000 ÷ 工单件数", "suspicions × 1,000 ÷ cases"),
        unit=Unit.PER_THOUSAND,
        better=Better.LOWER,
        parts=("suspicions", "cases"),
        opens="cases",
        compute=per("suspicions", "cases", THOUSAND),
        apart=("flag", "step", "round"),
    ),
)
