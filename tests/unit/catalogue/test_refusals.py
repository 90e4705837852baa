"""A catalogue that is wrong is refused, and the message names the file."""

from __future__ import annotations

import shutil

import pytest
import yaml

from pipelines.catalogue.load import CATALOGUE_DIR, CatalogueError, load_catalogue, load_catalogue_from
from pipelines.catalogue.validate import validate
from pipelines.home import PROJECT_ROOT


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE_DIR, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def change(path, edit):
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def field_of(content, name):
    return next(field for field in content["fields"] if field["id"] == name)


def test_the_projects_own_catalogue_is_right():
    models = {path.stem for path in (PROJECT_ROOT / "dbt_project/models").rglob("*.sql")}
    assert validate(load_catalogue()) == []
    assert validate(load_catalogue(), models) == []


def test_a_copy_is_right_until_it_is_broken(folder):
    assert validate(load_catalogue_from(folder)) == []


SHAPES = {
    "unknown key": ("sources/vneid.yml", lambda c: c.update(colour="red"), "colour"),
    "unknown key of a field": ("sources/vneid.yml", lambda c: field_of(c, "level2").update(requird=True), "requird"),
    "missing title": ("indicators/vneid_level2.yml", lambda c: c.pop("title"), "title"),
    "unknown whole": ("sources/dvc.yml", lambda c: field_of(c, "files_full").update(whole="nothing"), "unknown field nothing"),
    "unknown key field": ("sources/dvc.yml", lambda c: c.update(key=["nothing"]), "key field nothing"),
    "one of unknown fields": ("sources/ocop.yml", lambda c: c.update(at_least_one_of=["nothing"]), "names unknown field nothing"),
    "field twice": ("sources/edocs.yml", lambda c: c["fields"].append(c["fields"][1]), "stands twice"),
    "count without unit": ("sources/edocs.yml", lambda c: field_of(c, "documents").pop("unit"), "needs a unit"),
    "code without pattern": ("sources/roster.yml", lambda c: field_of(c, "member_code").pop("pattern"), "needs a pattern"),
    "choice without choices": ("sources/roster.yml", lambda c: field_of(c, "role").pop("choices"), "needs its choices"),
    "two targets a year": ("indicators/health_book.yml", lambda c: c["targets"].append(c["targets"][0]), "one target a plan year"),
    "no target": ("indicators/health_book.yml", lambda c: c.update(targets=[]), "one target a plan year"),
    "target above one": ("indicators/health_book.yml", lambda c: c["targets"][0].update(value="1.2"), "lies in"),
    "bad commune code": ("commune.yml", lambda c: c.update(code="12"), "code"),
    "bad day": ("calendars.yml", lambda c: c["civil"].update(month_last_day=32), "month_last_day"),
    "severity": ("checks/spike.yml", lambda c: c.update(severity="fatal"), "severity"),
    "threshold in words": ("checks/spike.yml", lambda c: c["thresholds"].pop("cut"), "unknown threshold cut"),
    "small cell of none": ("publishing.yml", lambda c: c.update(small_cell=0), "small_cell"),
    "a text too short to say anything": ("slips.yml", lambda c: c.update(message_limit=20), "message_limit"),
    "no short title": ("indicators/vneid_level2.yml", lambda c: c.pop("short"), "short"),
    "weights": ("emulation.yml", lambda c: c["parts"][0].update(weight=21), "add up to 100"),
    "indicator twice in the formula": ("emulation.yml", lambda c: c["parts"][1].update(indicator="household_reached"), "stands twice"),
    "long sheet name": ("groups.yml", lambda c: c["teams"].update(sheet="x" * 32), "sheet"),
    "key with marks": ("issuer.yml", lambda c: c["place"].update(key="địa danh"), "key"),
    "a blank that nothing fills in": ("reminders.yml", lambda c: c.update(team_item="{phone}"), "phone"),
    "days before in no order": ("reminders.yml", lambda c: c.update(team_days_before=[1, 5]), "the longest first"),
    "no day before": ("reminders.yml", lambda c: c.update(officer_days_before=[]), "officer_days_before"),
    "empty words": ("organisations.yml", lambda c: c["police"]["title"].update(vi=""), "title.vi"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_file_out_of_shape_is_named(folder, name):
    path, edit, words = SHAPES[name]
    change(folder / path, edit)
    with pytest.raises(CatalogueError) as refusal:
        load_catalogue_from(folder)
    assert str(refusal.value).startswith(path.rsplit("/", 1)[-1])
    assert words in str(refusal.value)


def test_a_file_that_is_no_mapping_is_named(folder):
    (folder / "sources/vneid.yml").write_text("- a\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"vneid\.yml: not a mapping"):
        load_catalogue_from(folder)


RULES = {
    "owner": ("sources/vneid.yml", lambda c: c.update(owner="nobody"), "sources/vneid.yml: owner nobody is not in organisations.yml"),
    "lead": (
        "indicators/health_book.yml",
        lambda c: c["leads"].append("nobody"),
        "indicators/health_book.yml: lead nobody is not in organisations.yml",
    ),
    "source": (
        "indicators/health_book.yml",
        lambda c: c["sources"].append("nowhere"),
        "indicators/health_book.yml: source nowhere is not in sources/",
    ),
    "setting": (
        "indicators/health_book.yml",
        lambda c: c["settings"].append("A99"),
        "indicators/health_book.yml: setting A99 is not in settings.yml",
    ),
    "model": (
        "indicators/health_book.yml",
        lambda c: c.update(model="fct_anything"),
        "indicators/health_book.yml: model fct_anything is not named int_indicator_…",
    ),
    "numerator": (
        "indicators/health_book.yml",
        lambda c: c.update(numerator_figure="health_book__nothing"),
        "indicators/health_book.yml: figure health_book__nothing is no count of its sources",
    ),
    "denominator of a source that is not its own": (
        "indicators/health_book.yml",
        lambda c: c.update(denominator_figure="students"),
        "indicators/health_book.yml: figure students is no count of its sources",
    ),
    "source of a check": (
        "checks/spike.yml",
        lambda c: c["sources"].append("nowhere"),
        "checks/spike.yml: source nowhere is not in sources/",
    ),
    "owner of a check": (
        "checks/spike.yml",
        lambda c: c.update(owner="nobody"),
        "checks/spike.yml: owner nobody is not in organisations.yml",
    ),
    "model of a check": (
        "checks/spike.yml",
        lambda c: c.update(model="check_anything"),
        "checks/spike.yml: model check_anything is not named for its rule",
    ),
    "column of a check": (
        "checks/unknown_member.yml",
        lambda c: c.update(columns=["nothing"]),
        "checks/unknown_member.yml: column nothing is no field of its sources",
    ),
    "office of the slips": ("slips.yml", lambda c: c.update(office="nobody"), "slips.yml: nobody is not in organisations.yml"),
    "key of cai-dat.yml": (
        "reminders.yml",
        lambda c: c["mail"]["host"].update(key="dia_danh"),
        "issuer.yml, reminders.yml: key dia_danh stands twice",
    ),
    "published indicator": (
        "publishing.yml",
        lambda c: c["not_about_people"].append("nothing"),
        "publishing.yml: indicator nothing is not in indicators/",
    ),
    "ranked indicator without hamlets": (
        "emulation.yml",
        lambda c: c["parts"][0].update(indicator="edocs_nothing"),
        "emulation.yml: indicator edocs_nothing is not in indicators/",
    ),
    "ranked indicator of the commune only": (
        "emulation.yml",
        lambda c: c["parts"][0].update(indicator="electronic_document"),
        "emulation.yml: indicator electronic_document has no figures of hamlets",
    ),
    "indicator in two groups": (
        "groups.yml",
        lambda c: c["people"]["indicators"].append("bank_account"),
        "groups.yml: indicator bank_account stands in 2 groups, not in one",
    ),
    "two lines under one key": (
        "issuer.yml",
        lambda c: c["place"].update(key="ky_hieu"),
        "issuer.yml, reminders.yml: key ky_hieu stands twice",
    ),
    "calendar": ("commune.yml", lambda c: c.update(calendar="lunar"), "commune.yml: calendar lunar is not in calendars.yml"),
    "headers": (
        "sources/schools.yml",
        lambda c: field_of(c, "teachers")["synonyms"].append("HỌC  SINH"),
        "sources/schools.yml: a header «hoc sinh» would answer to both students and teachers",
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_between_files_names_the_file(folder, name):
    path, edit, sentence = RULES[name]
    change(folder / path, edit)
    assert validate(load_catalogue_from(folder)) == [sentence]


def test_positions_are_one_to_sixteen(folder):
    change(folder / "indicators/health_book.yml", lambda c: c.update(position=7))
    (problem,) = validate(load_catalogue_from(folder))
    assert problem.startswith("indicators: positions must be 1 to 16")


def test_a_model_that_dbt_does_not_have_is_named():
    catalogue = load_catalogue()
    models = {fact.model for facts in (catalogue.indicators, catalogue.checks) for fact in facts.values()}
    assert validate(catalogue, models - {"int_indicator_ocop", "check_spike"}) == [
        "indicators/ocop_ecommerce.yml: dbt has no model int_indicator_ocop",
        "checks/spike.yml: dbt has no model check_spike",
    ]
