{{ check_outcomes('history') }}
