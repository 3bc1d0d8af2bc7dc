-- Question: What ended before it started?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: The end comes before the start.
-- Mend: Check the two dates.
select
    'partnerships' as table_name,
    file_number,
    source_row,
    'end_date' as field,
    end_date as value
from partnerships
where submission_id = $submission_id and end_date < start_date
union all
select
    'activities' as table_name,
    file_number,
    source_row,
    'end_date' as field,
    end_date as value
from activities
where submission_id = $submission_id and end_date < start_date
union all
select
    'areas' as table_name,
    file_number,
    source_row,
    'valid_to' as field,
    valid_to as value
from areas
where submission_id = $submission_id and valid_to < valid_from
union all
select
    'coverage' as table_name,
    file_number,
    source_row,
    'valid_to' as field,
    valid_to as value
from coverage
where submission_id = $submission_id and valid_to < valid_from
union all
select
    'targets' as table_name,
    file_number,
    source_row,
    'due_date' as field,
    due_date as value
from targets
where submission_id = $submission_id and due_date < start_date
union all
select
    'milestones' as table_name,
    file_number,
    source_row,
    'end_date' as field,
    end_date as value
from milestones
where submission_id = $submission_id and end_date < start_date
