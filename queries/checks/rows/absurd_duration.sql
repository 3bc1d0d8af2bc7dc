-- Question: What takes longer than 30 years, so that one of its dates must be wrong or stands for "no end"?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: It takes longer than 30 years.
-- Mend: Check the two dates; leave the end empty when there is none.
with spans as (
    select
        'partnerships' as table_name,
        file_number,
        source_row,
        'end_date' as field,
        start_date,
        end_date
    from partnerships
    where submission_id = $submission_id
    union all
    select
        'activities' as table_name,
        file_number,
        source_row,
        'end_date' as field,
        start_date,
        end_date
    from activities
    where submission_id = $submission_id
    union all
    select
        'milestones' as table_name,
        file_number,
        source_row,
        'end_date' as field,
        start_date,
        end_date
    from milestones
    where submission_id = $submission_id
    union all
    select
        'targets' as table_name,
        file_number,
        source_row,
        'due_date' as field,
        start_date,
        due_date as end_date
    from targets
    where submission_id = $submission_id
    union all
    select
        'partners' as table_name,
        file_number,
        source_row,
        'date_left' as field,
        date_joined as start_date,
        date_left as end_date
    from partners
    where submission_id = $submission_id
)

select
    table_name,
    file_number,
    source_row,
    field,
    end_date as value
from spans
where end_date > start_date + interval 30 years
