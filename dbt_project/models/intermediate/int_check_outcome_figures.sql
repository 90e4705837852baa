{{ check_outcomes('figures') }}
