"""What customers are told and how soon they are replied to: notices of progress, customer service, pushed messages."""

from queries.metrics.common import count, mean, per, ratio, share, spans, total
from queries.metrics.kinds import Better, Derived, Metric, Unit
from queries.words import Words
from warehouse.delivered import contacts, pushes, steps
from warehouse.facts import step_fact
from warehouse.service_facts import contact_fact, push_fact

s, t, p = step_fact.c, contact_fact.c, push_fact.c

TELLING: tuple[Metric, ...] = (
    share(
        "notice_share",
        Words("进度告知率", "Customer told"),
        Words("环节执行中告知过客户的比例。", "Step executions of which the customer was told."),
        step_fact,
        s.notified,
        s.notified,
        needs=(steps.c.notified_at,),
    ),
    *spans(
        "notice_lag",
        Words("环节变化到告知客户", "Change of step to notice"),
        Words("环节进入到告知客户的自然小时。", "Elapsed hours from a step's entering to the customer's notice."),
        s.notice_minutes,
        Unit.HOURS,
        better=Better.LOWER,
        needs=(steps.c.notified_at,),
    ),
    count(
        "contacts",
        Words("客服咨询", "Contacts"),
        Words("期间内发起的客服咨询。", "Contacts with customer service opened in the period."),
        contact_fact,
        Unit.CONTACTS,
        date="opened_date",
        needs=(contacts.c.opened_at,),
    ),
    share(
        "contacts_replied",
        Words("应答率（客服）", "Contacts replied to"),
        Words("得到首次答复的咨询比例。", "Contacts that got a first reply."),
        contact_fact,
        t.replied,
        t.replied,
        date="opened_date",
        needs=(contacts.c.first_reply_at,),
    ),
    *spans(
        "first_reply",
        Words("首次答复时间", "Time to first reply"),
        Words("咨询发起到首次答复的分钟。", "Minutes from a contact's opening to the first reply."),
        t.reply_seconds,
        Unit.MINUTES,
        better=Better.LOWER,
        date="opened_date",
        needs=(contacts.c.opened_at, contacts.c.first_reply_at),
    ),
    share(
        "contacts_solved",
        Words("咨询解决率", "Contacts solved"),
        Words("已知是否解决的咨询中，解决的比例。", "Of the contacts of which it is known, those solved."),
        contact_fact,
        t.solved,
        t.solved,
        date="opened_date",
        needs=(contacts.c.solved,),
    ),
    mean(
        "contact_rating",
        Words("咨询评分", "Rating of contacts"),
        Words(
            "客户对咨询的平均评分，按来源系统的分制。", "Customers' mean rating of contacts, on the source's own scale."
        ),
        t.rating,
        Unit.MARKS,
        better=Better.HIGHER,
        date="opened_date",
        needs=(contacts.c.rating,),
        private=True,
    ),
    Derived(
        key="contacts_per_case",
        name=Words("每件咨询数", "Contacts per case"),
        definition=Words(
            "期间内发起的咨询，对同一期间受理的工单。", "Contacts opened in the period for each case accepted in it."
        ),
        formula=Words("咨询数 ÷ 受理件数", "contacts ÷ cases accepted"),
        unit=Unit.CONTACTS,
        better=Better.LOWER,
        parts=("contacts", "accepted"),
        opens="accepted",
        compute=per("contacts", "accepted"),
        apart=("contact_topic",),
    ),
    *(
        total(
            key,
            name,
            definition,
            value,
            Unit.MESSAGES,
            where=where,
            date="push_date",
            needs=needs,
        )
        for key, name, definition, value, where, needs in (
            (
                "push_sent",
                Words("推送", "Messages sent"),
                Words("期间内推送给客户的消息。", "Messages pushed to customers in the period."),
                p.sent,
                (),
                (pushes.c.sent,),
            ),
            (
                "push_opened",
                Words("推送打开", "Messages opened"),
                Words("期间内推送、被客户打开的消息。", "Of those pushed in the period, the messages opened."),
                p.opened,
                (),
                (pushes.c.opened,),
            ),
            (
                "push_taken_up",
                Words("推送办理", "Messages taken up"),
                Words("期间内推送、客户据此办理的消息。", "Of those pushed in the period, the messages taken up."),
                p.taken_up,
                (),
                (pushes.c.taken_up,),
            ),
            (
                "push_sent_watched",
                Words("推送（已知是否打开）", "Messages sent whose opening is told"),
                Words("已知是否打开的推送。", "Messages sent of which it is told whether they were opened."),
                p.sent,
                (p.opened.is_not(None),),
                (pushes.c.sent, pushes.c.opened),
            ),
            (
                "push_sent_offers",
                Words("推送（已知是否办理）", "Messages sent whose take-up is told"),
                Words("已知是否办理的推送。", "Messages sent of which it is told whether they were taken up."),
                p.sent,
                (p.taken_up.is_not(None),),
                (pushes.c.sent, pushes.c.taken_up),
            ),
        )
    ),
    *(
        Derived(
            key=key,
            name=name,
            definition=definition,
            formula=formula,
            unit=Unit.SHARE,
            better=Better.HIGHER,
            parts=(part, whole),
            opens=whole,
            compute=ratio(part, whole),
        )
        for key, name, definition, formula, part, whole in (
            (
                "push_open_rate",
                Words("推送打开率", "Open rate"),
                Words("推送消息被打开的比例。", "Messages opened as a share of those sent."),
                Words("打开数 ÷ 推送数", "opened ÷ sent"),
                "push_opened",
                "push_sent_watched",
            ),
            (
                "push_take_up_rate",
                Words("推送办理率", "Take-up rate"),
                Words("推送消息促成办理的比例。", "Messages taken up as a share of those sent."),
                Words("办理数 ÷ 推送数", "taken up ÷ sent"),
                "push_taken_up",
                "push_sent_offers",
            ),
        )
    ),
)
