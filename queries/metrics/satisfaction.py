"""What customers say: answers by the way of asking, never mixed; complaints."""

from queries.metrics.common import count, mean, per, share
from queries.metrics.kinds import THOUSAND, Better, Derived, Flow, Metric, Unit
from queries.words import Words
from warehouse.delivered import answers, complaints
from warehouse.service_facts import answer_fact, complaint_fact

a, k = answer_fact.c, complaint_fact.c
# The ways of asking: code -> (what keys end in, words). What a call-back says is what "satisfaction" means.
METHODS = {
    "callback": ("", Words("电话回访", "call-backs")),
    "app": (".app", Words("App内评价", "in the app")),
    "government": (".government", Words("政务“好差评”", "government rating")),
    "third_party": (".third_party", Words("第三方调查", "third-party survey")),
}


def of_method(code: str) -> tuple[Flow, ...]:
    """The metrics of one way of asking; all count on the day of asking, so that they stand together."""
    suffix, words = METHODS[code]
    asked = (a.answer_method == code,)

    def name(zh: str, en: str) -> Words:
        return Words(f"{zh}（{words.zh}）", f"{en} ({words.en})")

    def counted(key: str, names: Words, definition: Words, *where: object, **more: object) -> Flow:
        return count(
            key + suffix,
            names,
            definition,
            answer_fact,
            Unit.ANSWERS,
            (*asked, *where),  # type: ignore[arg-type]
            date="asked_date",
            **{"needs": (answers.c.method,), **more},
        )

    return (
        counted(
            "asked",
            name("询问", "Asked"),
            Words("期间内就办电工单询问客户的次数。", "Times that a customer was asked about a case in the period."),
        ),
        counted(
            "reached",
            name("接通", "Reached"),
            Words("期间内询问、且接通客户的次数。", "Of those asked in the period, whom it reached."),
            a.reached,
            needs=(answers.c.reached,),
        ),
        counted(
            "refused",
            name("接通未答", "Reached, no answer"),
            Words(
                "接通而没有给出评价的次数：拒答或尚未回答。", "Reached without an answer: refused, or not answered yet."
            ),
            a.reached,
            ~a.answered,
            needs=(answers.c.reached,),
        ),
        counted(
            "answered",
            name("已答", "Answered"),
            Words("期间内询问、并得到回答的次数。", "Of those asked in the period, who answered."),
            a.answered,
        ),
        share(
            "reached_rate" + suffix,
            name("回访成功率", "Share reached"),
            Words("接通的次数占询问次数的比例。", "Reached as a share of those asked."),
            answer_fact,
            a.reached,
            a.reached,
            asked,
            date="asked_date",
            needs=(answers.c.reached,),
        ),
        share(
            "answer_rate" + suffix,
            name("应答率", "Answer rate"),
            Words("得到回答的次数占询问次数的比例。", "Answers as a share of those asked."),
            answer_fact,
            a.answered,
            a.answered,
            asked,
            date="asked_date",
            needs=(answers.c.method,),
        ),
        share(
            "csat" + suffix,
            name("满意度", "Satisfaction"),
            Words(
                "满意的回答占有效回答的比例；何为满意由量表决定，“基本满意”是否计入见数据页。"
                "样本只含作答的客户，未接通、未作答的不在内。",
                "Satisfied as a share of valid answers; the scale says what is satisfied, and the data page whether "
                "“fairly satisfied” counts. It tells only of those who answered.",
            ),
            answer_fact,
            a.satisfied,
            a.satisfied,
            asked,
            date="asked_date",
            needs=(answers.c.score, answers.c.scale),
            private=True,
            shows=("answer", "score", "scale", "answer_reason"),
        ),
        mean(
            "points" + suffix,
            name("得分", "Score"),
            Words(
                "有效回答的平均得分，量表最低分计 0、最高分计 100。",
                "Mean of valid answers, the scale's lowest as 0 and its highest as 100.",
            ),
            a.points,
            Unit.POINTS,
            better=Better.HIGHER,
            where=asked,
            date="asked_date",
            needs=(answers.c.score, answers.c.scale),
            private=True,
            shows=("answer", "score", "scale", "answer_reason"),
        ),
        counted(
            "dissatisfied",
            name("不满意", "Dissatisfied"),
            Words("有效回答中不满意的次数。", "Valid answers that are not satisfied."),
            ~a.satisfied,
            needs=(answers.c.score, answers.c.scale),
            private=True,
            better=Better.LOWER,
            shows=("answer", "score", "scale", "answer_reason"),
        ),
    )


SATISFACTION: tuple[Metric, ...] = (
    *(flow for code in METHODS for flow in of_method(code)),
    count(
        "complaints",
        Words("投诉", "Complaints"),
        Words("期间内提出的与办电有关的投诉。", "Complaints made in the period."),
        complaint_fact,
        Unit.COMPLAINTS,
        date="opened_date",
        needs=(complaints.c.opened_at,),
        better=Better.LOWER,
    ),
    share(
        "complaints_upheld",
        Words("投诉属实率", "Complaints upheld"),
        Words("已有结论的投诉中属实的比例。", "Of the complaints that were decided, the share upheld."),
        complaint_fact,
        k.upheld,
        k.upheld,
        better=Better.LOWER,
        date="opened_date",
        needs=(complaints.c.upheld,),
    ),
    share(
        "complaints_repeated",
        Words("重复投诉率", "Complaints repeated"),
        Words("重复投诉占投诉的比例。", "The share of complaints that were made again."),
        complaint_fact,
        k.repeat,
        k.repeat,
        better=Better.LOWER,
        date="opened_date",
        needs=(complaints.c.repeat,),
    ),
    Derived(
        key="complaint_rate",
        name=Words("每千件投诉", "Complaints per 1,000 cases"),
        definition=Words(
            "期间内提出的投诉，对同一期间受理的每千件工单；不属于任何工单的投诉没有类别、业务和渠道，按其筛选时不在内。",
            "Complaints made in the period for every thousand cases accepted in it; those that belong to no case have "
            "no class, service or channel, and are left out where one is chosen.",
        ),
        formula=Words("投诉数 × 1000 ÷ 受理件数", "complaints × 1,000 ÷ cases accepted"),
        unit=Unit.PER_THOUSAND,
        better=Better.LOWER,
        parts=("complaints", "accepted"),
        opens="accepted",
        compute=per("complaints", "accepted", THOUSAND),
        apart=("complaint_source", "complaint_type"),
    ),
)
