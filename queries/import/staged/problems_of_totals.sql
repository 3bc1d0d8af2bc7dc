-- Question: Which totals of a sheet were left out, and which stand where they cannot?
-- Parameters: $place (integer)
-- Columns: source_row, value, rule, severity
select
    null as source_row,
    count(distinct source_row)::varchar as value,
    rule,
    'warning' as severity
from totals
where place = $place and rule = 'totals_left_out'
group by rule
union all
select distinct
    source_row,
    period as value,
    rule,
    'error' as severity
from totals
where place = $place and rule <> 'totals_left_out'
