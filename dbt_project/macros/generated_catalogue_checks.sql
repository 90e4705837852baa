{# generated from pipelines/catalogue/checks/; do not edit; run `make generate` #}

{% macro catalogue_checks() %}
{{ return([
  {"rule": "part_exceeds_whole", "model": "check_part_exceeds_whole", "looks_at": "figures", "sources":
    ["access_survey", "bank_survey", "dvc", "edocs", "hamlet_report", "health_book", "schools", "signature", "vneid"],
    "severity": "blocking", "severity_low": "warning", "thresholds": {}},
  {"rule": "stock_decreased", "model": "check_stock_decreased", "looks_at": "history", "sources": ["hamlet_report",
    "health_book", "signature", "vneid"], "severity": "blocking", "severity_low": "warning", "thresholds":
    {"warning_share": 0.02}},
  {"rule": "spike", "model": "check_spike", "looks_at": "history", "sources": ["hamlet_report", "health_book",
    "signature", "vneid"], "severity": "blocking", "severity_low": "warning", "thresholds": {"cut": 3.5, "floor":
    0.02, "scale": 1.4826, "blocking_points": 0.1, "min_denominator": 30.0, "min_hamlets": 6.0}},
  {"rule": "commune_break", "model": "check_commune_break", "looks_at": "history", "sources": ["hamlet_report",
    "health_book", "signature", "vneid"], "severity": "blocking", "severity_low": "blocking", "thresholds": {"points":
    0.1, "times": 3.0, "min_hamlets": 3.0, "min_past": 1.0}},
  {"rule": "one_takes_all", "model": "check_one_takes_all", "looks_at": "history", "sources": ["hamlet_report",
    "health_book", "signature", "vneid"], "severity": "warning", "severity_low": "warning", "thresholds": {"share":
    0.8, "min_rise": 20.0, "min_hamlets": 3.0}},
  {"rule": "hamlet_missing", "model": "check_hamlet_missing", "looks_at": "rows", "sources": ["access_survey",
    "health_book", "signature", "vneid"], "severity": "blocking", "severity_low": "warning", "thresholds": {}},
  {"rule": "report_missing", "model": "check_report_missing", "looks_at": "rows", "sources": ["hamlet_report"],
    "severity": "blocking", "severity_low": "warning", "thresholds": {}},
  {"rule": "report_empty", "model": "check_report_empty", "looks_at": "figures", "sources": ["hamlet_report"],
    "severity": "blocking", "severity_low": "blocking", "thresholds": {}},
  {"rule": "report_late", "model": "check_report_late", "looks_at": "rows", "sources": ["hamlet_report"], "severity":
    "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "duplicate_conflict", "model": "check_duplicate_conflict", "looks_at": "rows", "sources": ["access_survey",
    "dvc", "edocs", "hamlet_report", "health_book", "registry", "schools", "signature", "vneid"], "severity":
    "blocking", "severity_low": "warning", "thresholds": {}},
  {"rule": "unknown_hamlet", "model": "check_unknown_hamlet", "looks_at": "rows", "sources": ["access_survey",
    "bank_survey", "hamlet_report", "health_book", "ocop", "roster", "signature", "visit_log", "vneid"], "severity":
    "warning", "severity_low": "warning", "thresholds": {"max_edits": 3.0}},
  {"rule": "ambiguous_hamlet", "model": "check_ambiguous_hamlet", "looks_at": "rows", "sources": ["access_survey",
    "bank_survey", "hamlet_report", "health_book", "ocop", "roster", "signature", "visit_log", "vneid"], "severity":
    "blocking", "severity_low": "blocking", "thresholds": {}},
  {"rule": "unknown_member", "model": "check_unknown_member", "looks_at": "rows", "sources": ["training",
    "visit_log"], "severity": "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "not_a_count", "model": "check_not_a_count", "looks_at": "rows", "sources": ["access_survey",
    "bank_survey", "dvc", "edocs", "hamlet_report", "health_book", "ocop", "registry", "schools", "signature",
    "visit_log", "vneid"], "severity": "blocking", "severity_low": "blocking", "thresholds": {}},
  {"rule": "figure_missing", "model": "check_figure_missing", "looks_at": "figures", "sources": ["access_survey",
    "bank_survey", "dvc", "edocs", "hamlet_report", "health_book", "registry", "schools", "signature", "visit_log",
    "vneid"], "severity": "blocking", "severity_low": "blocking", "thresholds": {}},
  {"rule": "total_mismatch", "model": "check_total_mismatch", "looks_at": "figures", "sources": ["access_survey",
    "bank_survey", "dvc", "edocs", "health_book", "ocop", "registry", "schools", "signature", "visit_log", "vneid"],
    "severity": "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "rate_disagrees", "model": "check_rate_disagrees", "looks_at": "figures", "sources": ["vneid"], "severity":
    "warning", "severity_low": "warning", "thresholds": {"points": 0.5}},
  {"rule": "denominator_disagrees", "model": "check_denominator_disagrees", "looks_at": "figures", "sources":
    ["health_book", "signature", "vneid"], "severity": "warning", "severity_low": "warning", "thresholds": {"share":
    0.05}},
  {"rule": "age_order", "model": "check_age_order", "looks_at": "figures", "sources": ["registry"], "severity":
    "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "level_order", "model": "check_level_order", "looks_at": "figures", "sources": ["vneid"], "severity":
    "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "stale_copy", "model": "check_stale_copy", "looks_at": "history", "sources": ["hamlet_report",
    "health_book", "signature", "vneid"], "severity": "warning", "severity_low": "warning", "thresholds":
    {"min_hamlets": 3.0, "min_shared": 6.0, "min_amount": 10.0}},
  {"rule": "report_vs_log", "model": "check_report_vs_log", "looks_at": "figures", "sources": ["hamlet_report",
    "visit_log"], "severity": "warning", "severity_low": "warning", "thresholds": {"share": 0.1, "assists": 5.0}},
  {"rule": "date_outside_period", "model": "check_date_outside_period", "looks_at": "rows", "sources": ["bank_survey",
    "training", "visit_log"], "severity": "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "capacity_exceeded", "model": "check_capacity_exceeded", "looks_at": "rows", "sources": ["visit_log"],
    "severity": "warning", "severity_low": "warning", "thresholds": {"households": 25.0}},
  {"rule": "duplicate_visit", "model": "check_duplicate_visit", "looks_at": "rows", "sources": ["visit_log"],
    "severity": "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "heaping", "model": "check_heaping", "looks_at": "figures", "sources": ["access_survey", "hamlet_report",
    "health_book", "signature", "vneid"], "severity": "warning", "severity_low": "warning", "thresholds":
    {"min_figures": 10.0, "min_amount": 10.0, "share": 0.9}},
  {"rule": "coverage_low", "model": "check_coverage_low", "looks_at": "figures", "sources": ["access_survey",
    "bank_survey"], "severity": "warning", "severity_low": "warning", "thresholds": {"share": 0.3}},
  {"rule": "period_conflict", "model": "check_period_conflict", "looks_at": "rows", "sources": ["access_survey",
    "bank_survey", "dvc", "edocs", "hamlet_report", "health_book", "ocop", "schools", "signature", "training",
    "visit_log", "vneid"], "severity": "warning", "severity_low": "warning", "thresholds": {}},
  {"rule": "resubmitted", "model": "check_resubmitted", "looks_at": "rows", "sources": ["access_survey",
    "bank_survey", "dvc", "edocs", "hamlet_report", "health_book", "ocop", "registry", "roster", "schools",
    "signature", "training", "visit_log", "vneid"], "severity": "info", "severity_low": "info", "thresholds":
    {"named": 1.0}}
]) }}
{% endmacro %}
