"""Why a row could not be taken: codes that a version keeps, and what a clerk reads in both languages."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The code of a reason, as it stands in the table quarantine."""

    TOO_FEW_FIELDS = "too_few_fields"
    TOO_MANY_FIELDS = "too_many_fields"
    BROKEN_QUOTES = "broken_quotes"
    MISSING_VALUE = "missing_value"
    UNREADABLE_VALUE = "unreadable_value"
    DOUBLE = "double"
    WAITS_FOR_PARENT = "waits_for_parent"


@dataclass(frozen=True)
class Words:
    """A reason as a clerk reads it."""

    name: str
    name_en: str
    definition: str
    definition_en: str


REASONS = {
    Reason.TOO_FEW_FIELDS: Words(
        "列数不足",
        "Too few fields",
        "该行的列数少于表头。",
        "The line has fewer fields than the header names columns.",
    ),
    Reason.TOO_MANY_FIELDS: Words(
        "列数过多",
        "Too many fields",
        "该行的列数多于表头，通常是内容中的分隔符未加引号。",
        "The line has more fields than the header names columns; most often a delimiter within a value is not quoted.",
    ),
    Reason.BROKEN_QUOTES: Words(
        "引号不完整",
        "Broken quotation marks",
        "引号没有成对，无法判断该行到哪里结束。",
        "A quotation mark is not closed, or text follows a closing one: where the line ends cannot be told.",
    ),
    Reason.MISSING_VALUE: Words(
        "缺少必填值",
        "A value is missing",
        "必填的列为空，缺的列见明细。",
        "A column that no row may lack is empty; the detail names it.",
    ),
    Reason.UNREADABLE_VALUE: Words(
        "值无法识别",
        "A value cannot be read",
        "日期、数字、是否或固定代码无法识别，所在列见明细。",
        "A date, number, yes or no, or fixed code cannot be read; the detail names the column.",
    ),
    Reason.DOUBLE: Words(
        "重复行",
        "A double",
        "同一次交付中同一主键出现多次，保留第一行。",
        "The same key stands more than once in one delivery; its first row is taken.",
    ),
    Reason.WAITS_FOR_PARENT: Words(
        "等待上级记录",
        "Waits for its parent",
        "所属工单或单位尚未导入；上级到达后自动重试。设置了工单保留年限的，该工单也可能已因年限而去除。",
        "The case or region that it belongs to has not been delivered yet; it is tried again by every later load. "
        "Where a setting limits how many years cases are kept, the case may also have been removed for its age.",
    ),
}
