-- Question: Which figures have another reading, in the same submission, that says something else?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: Another reading gives a different value for the same figure.
-- Mend: Nothing, if both sources say so: both are kept and shown as disputed.
with readings as (
    select
        file_number,
        source_row,
        value,
        min(value) over figure as lowest,
        max(value) over figure as highest
    from results
    where submission_id = $submission_id and reading is not null and value is not null
    window figure as (
        partition by partnership_id, indicator_id, partner_id, area_id, target_group_id, gender, period_end
    )
)

select
    'results' as table_name,
    file_number,
    source_row,
    'value' as field,
    value
from readings
where lowest < highest
