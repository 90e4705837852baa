"""What goes into the template's blanks: a quarter's facts as words and rows of words.

Belongs here: choosing and wording. Does not belong here: arithmetic on figures, the template's own sentences (``parts.py``).
Every text here is plain; escaping is the renderer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipelines.catalogue import load_catalogue
from pipelines.quarter.emulation import TeamScore
from pipelines.quarter.period import quarter_after, spoken
from pipelines.quarter.report_facts import QuarterFacts
from pipelines.quarter.results import HamletStanding, Spread, spreads, standings
from pipelines.quarter.standing import Standing
from pipelines.reports.issuer import Issuer
from pipelines.reports.made_from import page_mark, provenance
from pipelines.reports.tables import STATUS_WORDS, asked, change_points, count, day, percent, plain, score, waived
from pipelines.reports.word.next_work import tasks
from pipelines.reports.word.quality_words import held_rows, quality

MOST_NAMES = 8
"""A sentence names so many hamlets and counts the rest."""
MOST_TEAMS = 10
MOST_LATE = 5
MOST_IN_CELL = 3
"""``spreads`` gives more only when they share one value."""
MOST_OBSTACLES = 10

Context = dict[str, Any]


def report_context(facts: QuarterFacts, standing: Standing, issuer: Issuer) -> Context:
    """Every blank of the template but the charts."""
    context: Context = {
        **_around(facts, standing, issuer),
        **_results(facts, standing),
        **_hamlets(facts),
        **_activity(facts),
        **_teams(facts),
        "obstacles": _listed([_obstacle(facts, row) for row in facts.obstacles[:MOST_OBSTACLES]]),
        **quality(facts),
        "held": held_rows(facts),
        "tasks": tasks(facts),
    }
    context["table"] = _numbers(context, ("results", "spreads", "late_hamlets", "months", "classes", "teams", "held"))
    context["roman"] = _romans(context, ("results", "hamlets", "activity", "obstacles", "quality", "next"))
    return context


def quarter_words(quarter: str) -> str:
    """ "Quý II năm 2026"."""
    return spoken(quarter).replace("/", " năm ")


def lower_first(text: str) -> str:
    """The words as they stand within a sentence."""
    return text[:1].lower() + text[1:]


def names(codes: Iterable[str], known: Mapping[str, str], most: int = MOST_NAMES) -> str:
    """Hamlets by name, apart by commas; beyond ``most`` they are counted: "Xóm 1, Xóm 2 và 3 xóm khác"."""
    listed = [plain(known.get(code, code)) for code in codes]
    rest = len(listed) - most
    return ", ".join(listed) if rest <= 0 else f"{', '.join(listed[:most])} và {rest} xóm khác"


def _around(facts: QuarterFacts, standing: Standing, issuer: Issuer) -> Context:
    last = facts.calendar["last_day"]
    text = quarter_words(facts.quarter)
    open_blocking = len(facts.blocking)
    sentence = "Số liệu trong báo cáo này là số tạm tính." if standing.state == "provisional" else "Số liệu đã điều chỉnh mang dấu (R)."
    if open_blocking:
        sentence += (
            f" Còn {open_blocking} phát hiện phải xử lý trước khi chốt; số của các xóm liên quan để riêng, chưa tính vào kết quả toàn xã."
        )
    body = issuer.text("issuer")
    return {
        "superior": issuer.text("superior"),
        "issuer_lines": list(issuer.lines["issuer"]),
        "issuer": body,
        "code": issuer.text("code"),
        "place": issuer.text("place"),
        "month": "     " if standing.state == "revised" else _month(last),
        "year": last.year if standing.state != "revised" else "        ",
        "addressee": issuer.text("addressee").rstrip("."),
        "authority": list(issuer.lines["authority"]),
        "recipients": _listed([line.rstrip(".;") for line in issuer.lines["recipients"]]),
        "plan": issuer.text("plan").rstrip("."),
        "edition_mark": page_mark(standing),
        "edition_sentence": "" if standing.state == "final" else sentence,
        "provenance": provenance(standing, facts.quarter, facts.digest),
        "document_title": f"Báo cáo kết quả hoạt động Tổ công nghệ số cộng đồng {text}",
        "quarter_title": text,
        "quarter_text": lower_first(text),
        "next_quarter_text": lower_first(quarter_words(quarter_after(facts.quarter))),
        "first_day": day(facts.calendar["first_day"]),
        "last_day": day(last),
    }


def _month(last: Any) -> str:
    """The decree writes a leading 0 for January and February only."""
    return f"{last.month:02d}" if last.month < 3 else str(last.month)


def _listed(lines: Sequence[str]) -> list[str]:
    """Each ends in a semicolon, the last in a full stop."""
    return [f"{line}{'.' if number == len(lines) else ';'}" for number, line in enumerate(lines, start=1)]


def _results(facts: QuarterFacts, standing: Standing) -> Context:
    rows = facts.commune
    counted = {status: [row for row in rows if row["status"] == status] for status in STATUS_WORDS}
    said = ", ".join(f"{len(those)} chỉ tiêu {STATUS_WORDS[status]}" for status, those in counted.items() if those)
    notes = []
    if any(row["pending_settings"] and row["value"] is not None for row in rows):
        notes.append("(*) Kế hoạch có điểm hiểu được hai cách, đang chờ xác nhận; danh sách tại Phụ lục.")
    estimated = [row for row in rows if row["interval_low"] is not None]
    notes += [
        f"Chỉ tiêu {row['position']} ước lượng từ khảo sát, khoảng tin cậy 95% "
        f"từ {percent(row['interval_low'])} đến {percent(row['interval_high'])}."
        for row in estimated
    ]
    decided = "; ".join(f"chỉ tiêu {row['position']} ({waived(row['waivers'])})" for row in rows if row["waivers"])
    if decided:
        notes.append(f"(**) Có số theo quyết định ngoại lệ: {decided}.")
    if any(_partial(row) for row in rows):
        notes.append("Trong ngoặc là số xóm đã tính, khi chưa đủ các xóm.")
    return {
        "results": [_result(row, standing) for row in rows],
        "results_sentence": f"Trong {len(rows)} chỉ tiêu của Kế hoạch, toàn xã có {said}. Kết quả cụ thể như sau:",
        "results_note": " ".join(notes),
    }


def _partial(row: Mapping[str, Any]) -> bool:
    return row["value"] is not None and row["hamlets_total"] is not None and row["hamlets_counted"] < row["hamlets_total"]


def _result(row: Mapping[str, Any], standing: Standing) -> dict[str, Any]:
    known = row["value"] is not None
    result = percent(row["value"], row["target"]) + ("*" if known and row["pending_settings"] else "")
    if known and row["waivers"]:
        result += "**"
    if known and standing.mark:
        result += f" {standing.mark}"
    if _partial(row):
        result += f" ({row['hamlets_counted']}/{row['hamlets_total']} xóm)"
    return {
        "number": row["position"],
        "title": plain(row["title_vi"]),
        "target": asked(row["target_operator"], row["target"]),
        "result": result,
        "change": change_points(row["change"]),
        "gap": f"{count(row['gap'])} {row['gap_unit_vi']}" if row["gap"] else "",
        "status": STATUS_WORDS[row["status"]].capitalize(),
    }


def _hamlets(facts: QuarterFacts) -> Context:
    positions = {row["indicator"]: row["position"] for row in facts.commune}
    titles = {row["indicator"]: row["title_vi"] for row in facts.commune}
    shares = {(row["indicator"], row["hamlet"]): row for row in facts.units}
    known = [one for one in spreads(facts.units, MOST_IN_CELL) if one.ahead + one.late]
    rows = [
        {
            "number": positions[one.indicator],
            "title": plain(titles[one.indicator]),
            "ahead": one.ahead,
            "late": one.late,
            "highest": _with_values(one, one.highest, shares, facts.hamlets),
            "lowest": _with_values(one, one.lowest, shares, facts.hamlets),
        }
        for one in known
    ]
    every = standings(facts.units) if known else []
    best = max((len(one.ahead) for one in every), default=0)
    leaders = [one.hamlet for one in every if len(one.ahead) == best]
    late = sorted((one for one in every if one.late), key=lambda one: (-len(one.late), one.hamlet))[:MOST_LATE]
    alike = [str(positions[one.indicator]) for one in known if not one.highest]
    return {
        "spreads": rows,
        "hamlets_sentence": (
            f"Trong {len(known)} chỉ tiêu có số liệu theo xóm, {len(leaders)} xóm đạt hoặc đúng tiến độ ở nhiều chỉ tiêu nhất "
            f"({best} chỉ tiêu): {names(leaders, facts.hamlets)}."
        ),
        "spreads_note": f"Chỉ tiêu {', '.join(alike)}: các xóm có kết quả bằng nhau." if alike else "",
        "late_hamlets": [_late(one, positions, facts.hamlets) for one in late],
    }


def _with_values(one: Spread, codes: Sequence[str], shares: Mapping[tuple[str, str], Mapping[str, Any]], known: Mapping[str, str]) -> str:
    rows = [(plain(known.get(code, code)), shares[one.indicator, code]) for code in codes]
    said = [(name, percent(row["value"], row["target"])) for name, row in rows]
    if len(said) > MOST_IN_CELL:
        return f"{len(said)} xóm ({said[0][1]})"
    return "\n".join(f"{name} ({value})" for name, value in said)


def _late(one: HamletStanding, positions: Mapping[str, int], known: Mapping[str, str]) -> dict[str, Any]:
    which = ", ".join(str(positions[indicator]) for indicator in one.late)
    return {"name": plain(known.get(one.hamlet, one.hamlet)), "late": len(one.late), "which": which}


def _activity(facts: QuarterFacts) -> Context:
    whole = facts.activity
    if not whole["visits"]:
        return {"activity_sentence": "", "months": [], **_classes(facts)}
    frequent = [plain(row["topic"]) for row in facts.topics if row["topic"]][:3]
    asked_for = f" Nội dung hỗ trợ nhiều nhất: {', '.join(frequent)}." if frequent else ""
    sentence = (
        f"Trong quý, {count(whole['members'])} tổ viên của {count(whole['teams'])} Tổ CNS đến hộ "
        f"{count(whole['visits'])} lượt, hỗ trợ {count(whole['assists'])} lượt người tại {count(whole['households'])} hộ.{asked_for}"
    )
    months = [_month_row(spoken(row["month"]), row) for row in facts.months]
    return {"activity_sentence": sentence, "months": [*months, _month_row("Cả quý", whole)], **_classes(facts)}


def _month_row(label: str, row: Mapping[str, Any]) -> dict[str, str]:
    return {"period": label, **{name: count(row[name]) for name in ("visits", "assists", "households", "members")}}


def _classes(facts: QuarterFacts) -> Context:
    rows = [
        {
            "date": day(row["class_date"]),
            "topic": plain(row["topic"]),
            "listed": count(row["members_listed"]),
            "present": count(row["members_present"]),
        }
        for row in facts.classes
    ]
    return {"classes": rows, "classes_sentence": f"Trong quý đã tổ chức {len(rows)} lớp tập huấn cho thành viên Tổ CNS." if rows else ""}


def _teams(facts: QuarterFacts) -> Context:
    rule = load_catalogue().emulation
    ranked = [team for team in facts.teams if team.rank is not None]
    shown = [team for team in ranked if team.rank is not None and team.rank <= MOST_TEAMS]
    first = [team.hamlet for team in ranked if team.rank == 1]
    titles = {row["indicator"]: row["position"] for row in facts.commune}
    used = ", ".join(f"{titles[part.indicator]} ({part.weight} điểm)" for part in rule.parts)
    formula = rule.formula.vi.strip().replace("{min_base}", str(rule.min_base))
    confirmed = "" if rule.confirmed_by else f" {rule.basis}, chờ xác nhận."
    return {
        "teams": [_team(team, len(rule.parts), {part.indicator: part.weight for part in rule.parts}) for team in shown],
        "teams_sentence": f"Xếp hạng {len(ranked)} tổ; dẫn đầu là tổ của {names(first, facts.hamlets)}." if first else "",
        "teams_shown": f"các tổ trong {MOST_TEAMS} hạng đầu" if len(shown) < len(ranked) else "các tổ được xếp hạng",
        "teams_note": f"{formula} Chỉ tiêu (theo STT của Bảng 1) và điểm tối đa: {used}.{confirmed}",
        "teams_apart": _apart(facts),
    }


def _team(team: TeamScore, parts: int, weights: Mapping[str, int]) -> dict[str, Any]:
    full = sum(points == weights[indicator] for indicator, points in team.points.items())
    return {"rank": team.rank, "name": plain(team.name), "score": score(team.score), "full": f"{full}/{parts}"}


def _apart(facts: QuarterFacts) -> str:
    said = []
    for reason, words in (
        ("small_base", "Nêu điểm, không xếp hạng vì mẫu số nhỏ"),
        ("held", "Nêu riêng vì có số đang bị giữ"),
        ("no_data", "Nêu riêng vì chưa có số liệu"),
    ):
        teams = [f"{plain(team.name)} (chỉ tiêu {_positions(facts, team.because)})" for team in facts.teams if team.reason == reason]
        if teams:
            said.append(f"{words}: {', '.join(teams)}.")
    return " ".join(said)


def _positions(facts: QuarterFacts, indicators: Iterable[str]) -> str:
    return ", ".join(str(row["position"]) for row in facts.commune if row["indicator"] in set(indicators))


def _obstacle(facts: QuarterFacts, row: Mapping[str, Any]) -> str:
    return f"{plain(row['text']).rstrip('.;')} ({len(row['hamlets'])} xóm: {names(row['hamlets'], facts.hamlets, most=4)})"


def _numbers(context: Context, tables: Sequence[str]) -> dict[str, int]:
    present = [name for name in tables if context[name]]
    return {name: present.index(name) + 1 if name in present else 0 for name in tables}


def _romans(context: Context, sections: Sequence[str]) -> dict[str, str]:
    present = [name for name in sections if name != "obstacles" or context["obstacles"]]
    signs = ("I", "II", "III", "IV", "V", "VI")
    return {name: signs[present.index(name)] if name in present else "" for name in sections}
