{# generated from pipelines/catalogue/sources/; do not edit; run `make generate` #}

{% macro catalogue_sources() %}
{{ return([
  {"source": "access_survey", "hamlet": "hamlet", "by_hamlet": true, "member": none, "day": none, "topic": none,
    "form": false, "figures": ["adults_surveyed", "health", "education", "insurance", "transport", "any_service",
    "all_services"]},
  {"source": "bank_survey", "hamlet": "hamlet", "by_hamlet": false, "member": none, "day": "surveyed_on", "topic":
    none, "form": false, "figures": ["people_15_plus", "people_with_account"]},
  {"source": "dvc", "hamlet": none, "by_hamlet": false, "member": none, "day": none, "topic": none, "form": false,
    "figures": ["files_total", "files_full", "files_partial", "files_direct"]},
  {"source": "edocs", "hamlet": none, "by_hamlet": false, "member": none, "day": none, "topic": none, "form": false,
    "figures": ["documents", "documents_electronic"]},
  {"source": "hamlet_report", "hamlet": "hamlet", "by_hamlet": true, "member": none, "day": none, "topic": none,
    "form": true, "figures": ["households_reached", "households_platform", "assists"]},
  {"source": "health_book", "hamlet": "hamlet", "by_hamlet": true, "member": none, "day": none, "topic": none, "form":
    false, "figures": ["population", "books", "books_new"]},
  {"source": "ocop", "hamlet": "hamlet", "by_hamlet": false, "member": none, "day": none, "topic": none, "form":
    false, "figures": ["stars"]},
  {"source": "registry", "hamlet": none, "by_hamlet": false, "member": none, "day": none, "topic": none, "form":
    false, "figures": ["households", "population", "population_15_plus", "adults"]},
  {"source": "roster", "hamlet": "team", "by_hamlet": false, "member": none, "day": none, "topic": none, "form":
    false, "figures": []},
  {"source": "schools", "hamlet": none, "by_hamlet": false, "member": none, "day": none, "topic": none, "form": false,
    "figures": ["students", "students_digital", "teachers", "teachers_trained"]},
  {"source": "signature", "hamlet": "hamlet", "by_hamlet": true, "member": none, "day": none, "topic": none, "form":
    false, "figures": ["adults", "holders"]},
  {"source": "training", "hamlet": none, "by_hamlet": false, "member": "member_code", "day": "class_date", "topic":
    "topic", "form": false, "figures": []},
  {"source": "visit_log", "hamlet": "hamlet", "by_hamlet": false, "member": "member_code", "day": "visit_date",
    "topic": "topic", "form": false, "figures": ["people_helped"]},
  {"source": "vneid", "hamlet": "hamlet", "by_hamlet": true, "member": none, "day": none, "topic": none, "form":
    false, "figures": ["population", "eligible", "level1", "level2"]}
]) }}
{% endmacro %}
