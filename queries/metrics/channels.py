"""Through which channels customers come, and what they do there: the older apps fold into the one."""

import pandas as pd
from sqlalchemy import and_

from queries.metrics.common import ratio, share, total
from queries.metrics.kinds import Better, Derived, Flow, Metric, Statistic, Unit
from queries.words import Words
from stats.standardise import direct
from warehouse.delivered import applications, channel_use, channels
from warehouse.facts import case_fact
from warehouse.service_facts import channel_fact

c, u = case_fact.c, channel_fact.c
UNKNOWN = ""  # stands for an unknown class while sizes are looked up
WHOLE = u.function.is_(None)


def per_part(key: str, name: Words, definition: Words, **more: object) -> Flow:
    """Distinct users, which add over regions only: their mean over the days (or months) that have rows."""
    return Flow(
        key=key,
        name=name,
        definition=definition,
        formula=Words("各单位用户数之和 ÷ 期数", "sum of the units' users ÷ days (or months) with figures"),
        unit=Unit.USERS,
        fact=channel_fact,
        statistic=Statistic.PER_PART,
        date="use_date",
        needs=(channel_use.c.users,),
        **more,  # type: ignore[arg-type]
    )


def adjusted(rows: pd.DataFrame, every: pd.DataFrame) -> float | None:
    """The online share that a group would have with the classes of all groups together."""
    size = every["n"].groupby(every["class"].fillna(UNKNOWN)).sum()
    return direct(rows["value"].tolist(), [float(size[name]) for name in rows["class"].fillna(UNKNOWN)])


CHANNELS: tuple[Metric, ...] = (
    share(
        "online_share",
        Words("线上办电率", "Online share"),
        Words(
            "期间内受理的工单中线上受理的比例；只计可线上办理的业务，批量工单不计，渠道未知的不计。",
            "Of the cases accepted in the period, those that came online: services that can be had online, without "
            "batches and cases of unknown channel.",
        ),
        case_fact,
        c.online,
        c.online,
        (c.can_be_online,),
        needs=(channels.c.online,),
        date="accepted_date",
    ),
    share(
        "self_online_share",
        Words("自主线上率", "Self-service online share"),
        Words(
            "同线上办电率，但只把客户自己提交（非代客下单）的计为线上；线上而未注明是否代客的不计。",
            "As the online share, counting only what customers did themselves (not assisted orders); online cases "
            "that do not say so do not count.",
        ),
        case_fact,
        and_(c.online, ~c.assisted),
        and_(c.online, ~c.assisted),
        (c.can_be_online,),
        needs=(channels.c.online, applications.c.assisted),
        date="accepted_date",
    ),
    Derived(
        key="online_share_adjusted",
        name=Words("线上办电率（按客户类别调整）", "Online share, adjusted for class mix"),
        definition=Words(
            "假如各组的客户类别构成都与全体相同，线上办电率会是多少（直接标准化）。",
            "What the online share would be if each group had the class mix of all groups together (directly "
            "standardised).",
        ),
        formula=Words(
            "Σ 全体中各类别占比 × 本组该类别线上办电率", "Σ class share of all × the group's rate in the class"
        ),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        parts=("online_share",),
        opens="online_share",
        compute=adjusted,
        spread=("class",),
        standard=True,
    ),
    share(
        "unified_case_share",
        Words("统一 App 受理占比", "Accepted through the one app"),
        Words(
            "期间内经各 App 受理的工单中，经统一 App 的比例。",
            "Of the cases accepted through any of the apps, those through the one app.",
        ),
        case_fact,
        c.unified,
        c.unified,
        needs=(channels.c.unified,),
        date="accepted_date",
    ),
    share(
        "online_travelled",
        Words("线上申请仍跑动率", "Online, yet travelled"),
        Words(
            "线上提交的办结工单中，客户仍跑动过的比例，按工作人员录入。",
            "Finished cases that came online whose customer travelled all the same, as staff entered it.",
        ),
        case_fact,
        c.trips > 0,
        c.trips,
        (c.state == "finished", c.online),
        better=Better.LOWER,
        needs=(channels.c.online, applications.c.trips),
    ),
    share(
        "online_travelled_confirmed",
        Words("线上申请仍跑动率（回访确认）", "Online, yet travelled, as confirmed"),
        Words(
            "线上提交的办结工单中，客户仍跑动过的比例，按回访中客户所说。",
            "Finished cases that came online whose customer travelled all the same, as told in call-backs.",
        ),
        case_fact,
        c.trips_confirmed > 0,
        c.trips_confirmed,
        (c.state == "finished", c.online),
        better=Better.LOWER,
        needs=(channels.c.online, applications.c.trips_confirmed),
        private=True,
    ),
    per_part(
        "daily_users",
        Words("日均活跃用户", "Users a day"),
        Words(
            "渠道的日活跃用户数在期间内的日均值；用户不跨日、不跨渠道相加。",
            "A channel's distinct users of a day, averaged over the days; users never add over days or channels.",
        ),
        value=u.users,
        where=(WHOLE,),
        part=u.use_date,
        only_by=("channel",),
    ),
    per_part(
        "function_users",
        Words("功能日均用户", "Users of a function a day"),
        Words(
            "某渠道某功能的日用户数在期间内的日均值。",
            "Distinct users of a function of a channel on a day, averaged over the days.",
        ),
        value=u.users,
        where=(~WHOLE,),
        part=u.use_date,
        only_by=("channel", "function"),
    ),
    per_part(
        "monthly_users",
        Words("月活跃用户", "Users a month"),
        Words(
            "渠道的月活跃用户数（每个已结束的月最后所报的当月累计）在期间内的月均值。",
            "A channel's distinct users of a month, as last told in each month that is over, averaged over the months.",
        ),
        value=u.users_month,
        where=(WHOLE, u.month_last),
        part=u.month,
        only_by=("channel",),
    ),
    Derived(
        key="function_use",
        name=Words("功能使用率", "Function use"),
        definition=Words(
            "功能的日均用户占其渠道日均活跃用户的比例。",
            "Users of a function a day as a share of its channel's users a day.",
        ),
        formula=Words("功能日均用户 ÷ 渠道日均活跃用户", "users of the function a day ÷ users of the channel a day"),
        unit=Unit.SHARE,
        parts=("function_users", "daily_users"),
        opens="daily_users",
        compute=ratio("function_users", "daily_users"),
        apart=("function",),
    ),
    total(
        "transactions",
        Words("交易与操作", "Transactions"),
        Words("期间内在渠道上完成的交易与操作次数。", "What customers did in the channels in the period."),
        u.transactions,
        Unit.TRANSACTIONS,
        date="use_date",
        needs=(channel_use.c.transactions,),
    ),
    total(
        "payments",
        Words("缴费笔数", "Payments"),
        Words("期间内有金额的交易次数。", "Transactions with an amount in the period."),
        u.transactions,
        Unit.TRANSACTIONS,
        where=(u.amount.is_not(None),),
        date="use_date",
        needs=(channel_use.c.amount, channel_use.c.transactions),
    ),
    total(
        "paid_amount",
        Words("缴费金额", "Amount paid"),
        Words("期间内在渠道上支付的金额。", "What was paid in the channels in the period."),
        u.amount,
        Unit.YUAN,
        date="use_date",
        needs=(channel_use.c.amount,),
    ),
    *(
        total(
            key,
            name,
            definition,
            u.transactions,
            Unit.TRANSACTIONS,
            where=(where,),
            date="use_date",
            needs=(channel_use.c.transactions, channels.c.unified),
        )
        for key, name, definition, where in (
            (
                "app_transactions",
                Words("各 App 交易", "Transactions in the apps"),
                Words(
                    "统一 App 与并入它的旧 App 上的交易次数。",
                    "Transactions in the one app and those that fold into it.",
                ),
                u.unified.is_not(None),
            ),
            (
                "unified_transactions",
                Words("统一 App 交易", "Transactions in the one app"),
                Words("统一 App 上的交易次数。", "Transactions in the one app."),
                u.unified,
            ),
        )
    ),
    Derived(
        key="unified_share",
        name=Words("统一 App 交易占比", "Share of the one app"),
        definition=Words(
            "各 App 的交易中，在统一 App 完成的比例。", "Of the transactions in all the apps, those in the one app."
        ),
        formula=Words("统一 App 交易 ÷ 各 App 交易", "transactions in the one app ÷ transactions in the apps"),
        unit=Unit.SHARE,
        better=Better.HIGHER,
        parts=("unified_transactions", "app_transactions"),
        opens="app_transactions",
        compute=ratio("unified_transactions", "app_transactions"),
    ),
)
