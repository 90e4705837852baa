{# generated from pipelines/catalogue/sources/; do not edit; run `make generate` #}

{% macro catalogue_sources() %}
{{ return([
  {"source": "access_survey", "hamlet": "hamlet", "own_code": none, "by_hamlet": true, "by_row": false, "member":
    none, "day": none, "topic": none, "form": false, "figures": ["adults_surveyed", "health", "education",
    "insurance", "transport", "any_service", "all_services"], "needed": ["adults_surveyed", "any_service"], "wholes":
    {"health": "any_service", "education": "any_service", "insurance": "any_service", "transport": "any_service",
    "any_service": "adults_surveyed", "all_services": "any_service"}, "key": ["hamlet"], "compared":
    ["adults_surveyed", "health", "education", "insurance", "transport", "any_service", "all_services"]},
  {"source": "bank_survey", "hamlet": "hamlet", "own_code": none, "by_hamlet": false, "by_row": false, "member": none,
    "day": "surveyed_on", "topic": none, "form": false, "figures": ["people_15_plus", "people_with_account"],
    "needed": ["people_15_plus", "people_with_account"], "wholes": {"people_with_account": "people_15_plus"}, "key":
    ["answer_code"], "compared": ["surveyed_on", "household_id", "people_15_plus", "people_with_account"]},
  {"source": "dvc", "hamlet": none, "own_code": none, "by_hamlet": false, "by_row": true, "member": none, "day": none,
    "topic": none, "form": false, "figures": ["files_total", "files_full", "files_partial", "files_direct"], "needed":
    ["files_total", "files_full", "files_partial"], "wholes": {"files_full": "files_total", "files_partial":
    "files_total", "files_direct": "files_total"}, "key": ["service_field"], "compared": ["files_total", "files_full",
    "files_partial", "files_direct"]},
  {"source": "edocs", "hamlet": none, "own_code": none, "by_hamlet": false, "by_row": true, "member": none, "day":
    none, "topic": none, "form": false, "figures": ["documents", "documents_electronic"], "needed": ["documents",
    "documents_electronic"], "wholes": {"documents_electronic": "documents"}, "key": ["office"], "compared":
    ["documents", "documents_electronic"]},
  {"source": "hamlet_report", "hamlet": "hamlet", "own_code": none, "by_hamlet": true, "by_row": false, "member":
    none, "day": none, "topic": none, "form": true, "figures": ["households_reached", "households_platform",
    "assists"], "needed": ["households_reached", "households_platform"], "wholes": {}, "key": ["hamlet"], "compared":
    ["handed_in", "households_reached", "households_platform", "assists"]},
  {"source": "health_book", "hamlet": "hamlet", "own_code": none, "by_hamlet": true, "by_row": false, "member": none,
    "day": none, "topic": none, "form": false, "figures": ["population", "books", "books_new"], "needed": ["books"],
    "wholes": {"books": "population"}, "key": ["hamlet"], "compared": ["population", "books", "books_new"]},
  {"source": "ocop", "hamlet": "hamlet", "own_code": none, "by_hamlet": false, "by_row": false, "member": none, "day":
    none, "topic": none, "form": false, "figures": ["stars"], "needed": [], "wholes": {}, "key": ["product"],
    "compared": ["stars", "postmart", "voso", "shopee", "lazada", "tiki", "sendo", "tiktok_shop", "other_site"]},
  {"source": "registry", "hamlet": none, "own_code": "hamlet_code", "by_hamlet": false, "by_row": false, "member":
    none, "day": none, "topic": none, "form": false, "figures": ["households", "population", "population_15_plus",
    "adults"], "needed": ["households", "population", "population_15_plus", "adults"], "wholes": {}, "key":
    ["hamlet_code", "valid_from"], "compared": ["hamlet_name", "aliases", "former_commune", "made_of", "households",
    "population", "population_15_plus", "adults", "valid_to"]},
  {"source": "roster", "hamlet": "team", "own_code": none, "by_hamlet": false, "by_row": false, "member": none, "day":
    none, "topic": none, "form": false, "figures": [], "needed": [], "wholes": {}, "key": ["member_code",
    "valid_from"], "compared": ["team", "role", "valid_to"]},
  {"source": "schools", "hamlet": none, "own_code": none, "by_hamlet": false, "by_row": true, "member": none, "day":
    none, "topic": none, "form": false, "figures": ["students", "students_digital", "teachers", "teachers_trained"],
    "needed": ["students", "students_digital", "teachers", "teachers_trained"], "wholes": {"students_digital":
    "students", "teachers_trained": "teachers"}, "key": ["school"], "compared": ["school_level", "students",
    "students_digital", "teachers", "teachers_trained"]},
  {"source": "signature", "hamlet": "hamlet", "own_code": none, "by_hamlet": true, "by_row": false, "member": none,
    "day": none, "topic": none, "form": false, "figures": ["adults", "holders"], "needed": ["holders"], "wholes":
    {"holders": "adults"}, "key": ["hamlet"], "compared": ["adults", "holders"]},
  {"source": "training", "hamlet": none, "own_code": none, "by_hamlet": false, "by_row": false, "member":
    "member_code", "day": "class_date", "topic": "topic", "form": false, "figures": [], "needed": [], "wholes": {},
    "key": ["class_date", "topic", "member_code"], "compared": ["audience", "present"]},
  {"source": "visit_log", "hamlet": "hamlet", "own_code": none, "by_hamlet": false, "by_row": false, "member":
    "member_code", "day": "visit_date", "topic": "topic", "form": false, "figures": ["people_helped"], "needed":
    ["people_helped"], "wholes": {}, "key": ["visit_date", "member_code", "household_id", "topic"], "compared":
    ["people_helped", "channel", "result"]},
  {"source": "vneid", "hamlet": "hamlet", "own_code": none, "by_hamlet": true, "by_row": false, "member": none, "day":
    none, "topic": none, "form": false, "figures": ["population", "eligible", "level1", "level2"], "needed":
    ["level2"], "wholes": {"level2": "population"}, "key": ["hamlet"], "compared": ["population", "eligible",
    "level1", "level2", "level2_rate"]}
]) }}
{% endmacro %}
