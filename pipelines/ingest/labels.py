"""Which field of which source a header or a form's label stands for.

Belongs here: the lookup tables made once from the catalogue, and comparing one label with them.
Does not belong here: where labels stand on a sheet (``headers.py``, ``forms.py``), deciding between sources (``recognise.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.catalogue.load import Catalogue
from pipelines.catalogue.model import FieldKind, Source, SourceField
from pipelines.ingest.text import clean, fold

TITLE, SYNONYM, PATTERN, CODE = 0, 1, 2, 3
"""How a field answers. CODE: a hamlet by its code, where no column has its name."""

_UNIT_NAMES = (
    "người|người dân|hộ|hộ dân|hộ gia đình|khẩu|nhân khẩu|lượt|lượt người|hồ sơ|văn bản|tài khoản|sổ|phiếu|học sinh|giáo viên|em|hs|gv"
    "|sản phẩm|sao|%|đơn vị|số|ngày|dd/mm/yyyy|ngày/tháng/năm|x|đánh dấu x|tích x|nếu có|có ?/ ?không|có ?/ ?chưa|\\*|[0-9]{1,2}|[a-z]"
)
_UNITS = re.compile(rf"\(\s*(?:(?:đvt|đơn vị(?: tính)?)\s*:?\s*)?(?:{_UNIT_NAMES})\s*\)", re.IGNORECASE)
"""A unit or a footnote in brackets says nothing of the meaning; "(lũy kế)" and "(trong tháng)" do and stay."""
_NUMBERING = re.compile(r"^\s*(?:\(?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđ]|[ivx]{1,4})[.)/]\s*|[-+•*–]\s*)+(?=\S)", re.IGNORECASE)
_QUALIFIERS = (
    "trong thang", "trong ky", "trong quy", "trong nam", "phat sinh", "tao moi", "tang", "giam", "cung ky", "ky truoc", "thang truoc",
    "quy truoc", "nam truoc", "so sanh", "ke hoach", "chi tieu giao", "muc tieu", "ty le", "ti le", "chua", "con lai", "khong", "luy ke",
    "nu", "nam gioi", "trong do", "ngheo", "thieu nien", "tre em", "binh quan", "so voi",
)  # fmt: skip
"""Words that make another figure of a label: a pattern may answer only to those that its own field names."""
_OF_A_TIME = frozenset({"trong thang", "trong ky", "trong quy", "phat sinh", "tao moi"})
_OTHER_TIME = re.compile(
    r"\b(?:cung ky|ky truoc|thang truoc|quy truoc|nam truoc|ke hoach|chi tieu giao|muc tieu|so sanh|so voi|tang|giam)\b"
)
GENERIC = frozenset(
    (
        "tong so", "tong", "so luong", "trong thang", "trong ky", "luy ke", "ty le", "ti le", "thuc hien", "dat", "trong do", "ke hoach",
        "ket qua", "so", "phat sinh",
    )
)  # fmt: skip
"""Second-level headers that mean something only under their first level."""
_HAMLET_WORD = "(?:xom|thon|to dan pho|tdp|khu dan cu|khu pho|ap|ban)"
_PLACE_WORD = f"(?:{_HAMLET_WORD}|dia ban|don vi|to (?:cns|cnscd|cong nghe so(?: cong dong)?)|to)"
_PLACES = re.compile(rf"^(?:(?:ten|thuoc) )*(?=.*\b{_HAMLET_WORD}\b){_PLACE_WORD}(?: (?:(?:va|hoac|ten) )?{_PLACE_WORD})*$")
"""A label made of nothing but words for a hamlet or its team: "Xóm/thôn", "Đơn vị (xóm)", "Tên thôn, tổ dân phố"."""
_PLACE_CODES = re.compile(rf"^ma (?:so )?{_HAMLET_WORD}(?: {_HAMLET_WORD})*$")
_ROUND_A_SITE = re.compile(r"^(?:tren )?san (?:(?:tmdt|thuong mai dien tu|giao dich) )*|(?: com)?(?: vn)?$")
"""What is written about the name of an e-commerce site: "Sàn PostMart", "PostMart.vn"."""
_OF_ONE_VOWEL = re.compile(r"\b(qu|[hklmst])y\b")


def _key(text: str) -> str:
    """What fixed words are compared by: folded, and "Kì", "Tỉ", "Quí" are "Kỳ", "Tỷ", "Quý"."""
    folded = fold(text)
    return _OF_ONE_VOWEL.sub(r"\1i", folded) if "y" in folded else folded


@dataclass(frozen=True, slots=True)
class Hit:
    """A label answered by a field: ``kind`` is TITLE, SYNONYM, PATTERN or CODE, the smaller the better."""

    source: str
    field: str
    kind: int


class Lookup:
    """The labels of every source, folded, with the patterns for what no list foresees. Made once for a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.sources: dict[str, Source] = dict(catalogue.sources)
        self.fields: dict[tuple[str, str], SourceField] = {}
        self._exact: dict[str, list[Hit]] = {}
        self._patterns: list[tuple[re.Pattern[str], Hit, frozenset[str], bool]] = []
        self._places: list[tuple[str, str]] = []
        for source in self.sources.values():
            for field in source.fields:
                self._add(source, field)
        self.hits = lru_cache(maxsize=32768)(self._hits)
        self.is_word = lru_cache(maxsize=32768)(self._is_word)

    def _add(self, source: Source, field: SourceField) -> None:
        self.fields[source.id, field.id] = field
        for kind, words in ((TITLE, (field.title.vi,)), (SYNONYM, field.synonyms)):
            for word in words:
                hits = self._exact.setdefault(_key(word), [])
                if not any(hit.source == source.id and hit.field == field.id for hit in hits):
                    hits.append(Hit(source.id, field.id, kind))
        if field.kind in (FieldKind.HAMLET, FieldKind.TEAM):
            self._places.append((source.id, field.id))
        if field.pattern_header:
            own = " ".join(fold(word) for word in (field.title.vi, *field.synonyms))
            allowed = frozenset(word for word in _QUALIFIERS if _has(own, word))
            if source.nature in ("stock", "report") and not allowed & _OF_A_TIME:
                allowed |= {"luy ke"}
            counts = field.kind is FieldKind.COUNT
            self._patterns.append((re.compile(field.pattern_header), Hit(source.id, field.id, PATTERN), allowed, counts))

    def _exactly(self, label: str, bare: str) -> list[Hit]:
        key = ""
        for text in dict.fromkeys((label, bare, strip_numbering(bare))):  # mostly one and the same; asked of every row's name
            key = _key(text)
            hits = self._exact.get(key)
            if hits:
                return hits
        return self._site(key)

    def _site(self, key: str) -> list[Hit]:
        """The marks that answer to the label without what is written about a site's name."""
        name = _ROUND_A_SITE.sub("", key)
        hits = self._exact.get(name, ()) if name != key else ()
        return [hit for hit in hits if self.fields[hit.source, hit.field].kind is FieldKind.MARK]

    def _placed(self, folded: str) -> list[Hit]:
        """The hamlets and teams that a label of place words alone stands for."""
        kind = SYNONYM if _PLACES.match(folded) else CODE if _PLACE_CODES.match(folded) else None
        return [] if kind is None else [Hit(source, field, kind) for source, field in self._places]

    def _is_word(self, label: str) -> bool:
        """Whether the label is, word for word, a header of any source. Asked of every row's name, so no pattern is tried."""
        return bool(self._exactly(label, _UNITS.sub(" ", label)))

    def _hits(self, label: str) -> tuple[Hit, ...]:
        """The fields that the label may stand for, at most one hit a field."""
        bare = _UNITS.sub(" ", label)
        exact = self._exactly(label, bare)
        folded = fold(bare)
        if not folded or len(folded) > 150:
            return tuple(exact)
        taken = {(hit.source, hit.field) for hit in exact}
        exact = [*exact, *(hit for hit in self._placed(folded) if (hit.source, hit.field) not in taken)]
        taken = {(hit.source, hit.field) for hit in exact}
        used = frozenset(word for word in _QUALIFIERS if _has(folded, word))
        patterns = [
            hit
            for pattern, hit, allowed, counts in self._patterns
            if (hit.source, hit.field) not in taken and used <= allowed and not (counts and "%" in label) and pattern.search(folded)
        ]
        return (*exact, *patterns)

    def source_title(self, source_id: str) -> str:
        """The source's Vietnamese title."""
        return self.sources[source_id].title.vi

    def field_title(self, source_id: str, field_id: str) -> str:
        """The field's Vietnamese title."""
        return self.fields[source_id, field_id].title.vi


def _has(folded: str, word: str) -> bool:
    return f" {word} " in f" {folded} "


_UNIT_WORDS = frozenset(fold(name) for name in _UNIT_NAMES.split("|") if len(fold(name)) > 1 and "[" not in name)
_SAID_UNIT = re.compile(r"^(?:dvt|don vi(?: tinh)?)\b ?")


@lru_cache(maxsize=4096)
def is_unit_word(text: str) -> bool:
    """Whether the cell beside a form's label names a unit: "hộ", "Lượt", "(người)", "ĐVT: hộ". A letter alone is none."""
    folded = fold(text)
    return bool(folded) and (folded in _UNIT_WORDS or _SAID_UNIT.sub("", folded) in (_UNIT_WORDS | {""}))


def time_of(field: SourceField) -> str | None:
    """Whether the field's title says that it is counted "to_date" or of the "period"."""
    title = fold(field.title.vi)
    if _has(title, "luy ke"):
        return "to_date"
    return "period" if any(_has(title, word) for word in _OF_A_TIME) else None


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether the text is a unit of measure alone: "(người)", "hộ", "ĐVT: người"."""
    return bool(_UNITS.fullmatch(text) or _UNITS.fullmatch(f"({text})")) and not text.isdigit()


def strip_numbering(label: str) -> str:
    """The label without "1.", "a)", "-" in front."""
    return _NUMBERING.sub("", label)


def names_other_time(label: str) -> bool:
    """Whether the label is about another time or a plan: last month, the same time last year, the target."""
    return bool(_OTHER_TIME.search(fold(label)))


@lru_cache(maxsize=32768)
def label_of(text: str) -> str:
    """The cell's text as a label: cleaned, without a colon at the end."""
    return clean(text).rstrip(" :：")


_CACHE: dict[int, tuple[Catalogue, Lookup]] = {}


def lookup_for(catalogue: Catalogue) -> Lookup:
    """The catalogue's lookup, made on first use. (A catalogue holds dictionaries and cannot be a cache's key.)"""
    found = _CACHE.get(id(catalogue))
    if found is None or found[0] is not catalogue:
        if len(_CACHE) > 8:
            _CACHE.clear()
        found = _CACHE[id(catalogue)] = (catalogue, Lookup(catalogue))
    return found[1]
