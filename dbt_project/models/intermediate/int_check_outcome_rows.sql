{{ check_outcomes('rows') }}
