-- Question: Which target groups are known nowhere?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: This target group is not known.
-- Mend: Check the code, or hand in the table target_groups with it.
with figures as (
    select
        'results' as table_name,
        partnership_id,
        target_group_id,
        file_number,
        source_row
    from results
    where submission_id = $submission_id and target_group_id is not null
    union all
    select
        'targets' as table_name,
        partnership_id,
        target_group_id,
        file_number,
        source_row
    from targets
    where submission_id = $submission_id and target_group_id is not null
)

select
    figures.table_name,
    figures.file_number,
    figures.source_row,
    'target_group_id' as field,
    figures.target_group_id as value
from figures
anti join current_rows('target_groups', $known_at) as target_groups
    on figures.target_group_id = target_groups.target_group_id
