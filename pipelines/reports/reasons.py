"""Sentences for people: why a row went into no figure, what a row adds.

Belongs here: the words. Does not belong here: which reason is whose (``pipelines.quarter.whynot``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipelines.catalogue import Catalogue
from pipelines.quarter.period import in_sentence
from pipelines.quarter.whynot import Reason

SENTENCES = {
    # lines that hold no row of data
    "blank": "Dòng trống.",
    "title": "Dòng tiêu đề phía trên bảng, không có số liệu để tính.",
    "header": "Dòng tên cột của bảng.",
    "below_header": "Dòng đánh số cột hoặc ghi đơn vị tính, ngay dưới tên cột.",
    "below_table": "Dòng ghi chú hoặc chữ ký phía dưới bảng.",
    "note": "Dòng ghi chú hoặc tên cột lặp lại, không có số liệu để tính.",
    "group": "Dòng tên nhóm hoặc cộng của nhóm; các dòng trong nhóm đã được tính riêng.",
    "subtotal": "Dòng cộng của một phần bảng; các dòng trong phần đó đã được tính riêng.",
    "derived": "Dòng tỷ lệ, bình quân hoặc so sánh, tính ra từ các dòng khác của bảng.",
    "total": "Dòng tổng cộng: để riêng để đối chiếu với tổng các dòng, không tính vào chỉ tiêu.",
    "other_sheet": "Trang tính này không phải là biểu của tệp nên không được đọc.",
    "form_blank": "Nhãn «{field}» chưa điền gì; để trống không có nghĩa là 0.",
    "form_note": "Dòng của mẫu phiếu không phải nhãn cần điền: tiêu đề, ghi chú hoặc chữ ký.",
    "form_label": "Dòng này cho biết phiếu của xóm nào, kỳ nào; bản thân nó không có số để tính.",
    # files
    "file": "Cả tệp không được tính. {message}",
    "not_built": "Tệp đã nhận nhưng số liệu công bố chưa gồm tệp này. Hãy chạy lại «soxom refresh».",
    "no_such_row": "Tệp không có dòng này. {sheets}",
    # rows that were turned away, or stand behind another
    "rejected": "Dòng bị từ chối: {rule_title}. {rule_mend}",
    "closed_before": "Đến sau khi đã chốt {period_said} nên không vào số đã chốt; được giữ lại, xem «soxom late {period}».",
    "superseded": "Đã có tệp mới hơn thay tệp này cho cùng nguồn, cùng kỳ{files_said}. Tệp cũ được lưu để tra.",
    "duplicate_visit": "Lượt hỗ trợ này đã được ghi một lần (cùng ngày, tổ viên, hộ và nội dung) nên chỉ tính một lần.",
    "answered_again": "Hộ này được hỏi nhiều lần trong một đợt khảo sát; phiếu mới nhất được tính thay phiếu này.",
    "written_twice": "Trường, lĩnh vực hay đơn vị này đứng nhiều lần trong tệp với số liệu như nhau; dòng đầu đã được tính thay dòng này.",
    "same_twice": "Xóm đứng hai lần trong tệp với số liệu như nhau; dòng kia đã được tính.",
    "later_as_of": "Trong {month_said}, số liệu chốt ở ngày muộn hơn được dùng thay dòng này.",
    "registered_twice": "Mã này đã có ở một dòng khác với cùng ngày hiệu lực; dòng kia được dùng.",
    "later_validity": "Xóm có một dòng hiệu lực từ ngày muộn hơn; dòng đó được dùng.",
    # rows that were taken and that no figure asks for
    "held": "Số liệu đang bị giữ lại, chưa tính vào chỉ tiêu ({period_said}), vì: {rules_said}. Xem «soxom findings {period}».",
    "carried": "Số của dòng này không được dùng cho {period_said}: cán bộ đã quyết định dùng số của {month_said} thay vào.",
    "blank_figure": "Ô «{field_title}» để trống nên dòng không tính được; để trống không có nghĩa là 0.",
    "not_last_month": "Số lũy kế của {month_said}, không phải tháng cuối quý: chỉ để so sánh và tính tốc độ, không vào chỉ tiêu nào.",
    "not_needed": "Không chỉ tiêu nào cần «{field}»; số này chỉ dùng để đối chiếu với nguồn khác.",
    "told_only": "Nội dung «{field}» được nêu trong báo cáo, không phải số để tính.",
    "decides": "«{field}» cho biết phiếu nộp có đúng hạn không; phiếu vào chỉ tiêu ở dòng {row}.",
    "heir_speaks": "Xóm này đã nhập vào xóm {hamlet}; xóm {hamlet} đã có số của chính mình nên số của xóm cũ không cộng thêm.",
    "hamlet_gone": "Cuối kỳ ({period_said}) không còn xóm này, và không một xóm duy nhất nào kế tục số liệu của nó.",
    "hamlet_not_valid": "Dòng danh mục này không có hiệu lực vào ngày cuối của quý hay năm nào.",
    "report_not_owed": "Xóm không phải nộp phiếu cho {month_said} (không có hiệu lực vào cuối tháng đó).",
    "member_not_active": "Thời gian phục vụ ở dòng này không đến ngày cuối của quý nào và không trọn tháng nào.",
    "serves_elsewhere": "Thành viên {member} còn ở một tổ khác trong thời gian này và đã được tính ở tổ đó; mỗi người chỉ tính một lần.",
    "member_part_month": "Tổ viên {member} không phục vụ trọn tháng của lượt này nên tháng đó chưa tính cho tổ viên.",
    "member_left": "Tổ viên không còn hoạt động vào cuối quý nào kể từ buổi tập huấn.",
    "absent": "Vắng mặt buổi tập huấn nên không tính là đã được tập huấn.",
    "not_a_member": "Người dự không phải thành viên Tổ CNS (không có mã thành viên); chỉ tiêu chỉ tính thành viên.",
    "trained_before": "Thành viên {member} đã được tính ở buổi tập huấn đầu tiên; mỗi người chỉ tính một lần.",
    "no_value": "Chỉ tiêu chưa có giá trị ({period_said}): mẫu số trống hoặc bằng 0, hay chưa có số liệu khác cần cho nó.",
    "nothing_yet": "Chưa quý nào có số liệu để dùng đến dòng này.",
}
"""Reason code -> sentence. The braces are filled in by ``why_sentence``."""

CONTRIBUTIONS = {
    "figure": "số được báo cáo, vào tử số",
    "registry": "danh mục xóm, vào mẫu số",
    "weight": "trọng số của xóm trong giá trị toàn xã",
    "member": "thành viên trong danh sách, vào mẫu số",
    "class": "buổi tập huấn đầu tiên đã dự, vào tử số",
    "visit": "lượt hỗ trợ; lượt làm đủ mức của tháng mang số 1 vào tử số",
    "report": "phiếu của xóm; phiếu nộp cuối cùng mang số 1 vào tử số khi mọi phiếu đều đúng hạn",
    "answer": "phiếu khảo sát của hộ",
    "survey": "dòng khảo sát của xóm",
    "school": "số liệu của trường",
    "product": "sản phẩm; ghi nhiều lần thì chỉ một dòng mang số",
    "file": "hồ sơ theo lĩnh vực",
    "document": "văn bản theo đơn vị",
}
"""What a contributing row adds (``fct_indicator_row.contribution``)."""

COUNTED_AT_ZERO = {
    "visit": "được đếm trong tháng {month}; mức của tháng đạt ở lượt khác hoặc chưa đạt",
    "report": "được xét cho tháng {month}; số 1 ở phiếu khác, hoặc xóm chưa nộp đủ đúng hạn",
    "product": "sản phẩm đã được đếm ở dòng khác",
}
"""What is said of a row that was counted and brings no number of its own."""


@cache
def _door_message(source: str, rule: str, field: str) -> str:
    """The sentence of the door's expectation that turned the row away."""
    from pipelines.ingest.door import EXPECTATIONS  # noqa: PLC0415 - starts no door, but brings what starts one

    suite = json.loads((EXPECTATIONS / f"{source}.json").read_text(encoding="utf-8"))
    metas = [expectation["meta"] for expectation in suite["expectations"]]
    found = [meta["message_vi"] for meta in metas if meta["rule"] == rule and meta["field"] in (field, "")]
    return str(found[0]) if found else ""


def _rejected(details: dict[str, str], catalogue: Catalogue) -> dict[str, str]:
    rule = details["rule"]
    if details["field"]:
        message = _door_message(details["source"], rule, details["field"])
        demand, _, mend = message.partition(". ")
        return {"rule_title": demand.rstrip("."), "rule_mend": mend}
    if rule in catalogue.checks:
        check = catalogue.checks[rule]
        return {"rule_title": check.title.vi, "rule_mend": check.mend.vi}
    verdict = catalogue.verdicts.get(rule)
    return {"rule_title": verdict.message.vi.split(": ", 1)[-1].split(". ", 1)[0] if verdict else rule, "rule_mend": ""}


def _field_title(details: dict[str, str], catalogue: Catalogue) -> str:
    return catalogue.sources[details["source"]].field(details["field"]).title.vi


def why_sentence(reason: Reason, catalogue: Catalogue) -> str:
    """The reason as a sentence in plain Vietnamese."""
    code, details = reason.code, dict(reason.details)
    if code == "rejected":
        details |= _rejected(details, catalogue)
    if code == "blank_figure":
        details["field_title"] = _field_title(details, catalogue)
    if "month" in details:
        details["month_said"] = _said(details["month"])
    if "period" in details:
        details["period_said"] = _said(details["period"])
    if "rules" in details:
        rules = [rule.strip() for rule in details["rules"].split(",")]
        details["rules_said"] = "; ".join(catalogue.checks[rule].title.vi if rule in catalogue.checks else rule for rule in rules)
    details["files_said"] = f" («{details['files']}»)" if details.get("files") else ""
    return SENTENCES[code].format_map(details).strip()


def _said(period: str) -> str:
    return in_sentence(period) if period else ""


def told_amounts(use: Mapping[str, Any]) -> str:
    """What the row brings: "tử số +416"."""
    amounts = [("tử số", use["numerator_amount"]), ("mẫu số", use["denominator_amount"]), ("trọng số", use["weight_amount"])]
    zero = COUNTED_AT_ZERO.get(use["contribution"], "góp 0").format(month=use["month"])
    return ", ".join(f"{name} +{amount}" for name, amount in amounts if amount) or zero


def use_text(use: Mapping[str, Any]) -> str:
    """One figure that a row went into: "2026-Q2 vneid_level2 X05: tử số +416"."""
    return f"{use['period']} {use['indicator']} {use['hamlet']}: {told_amounts(use)}"
