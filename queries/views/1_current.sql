-- Question: Which rows of a table counted at a moment? The latest submission of each record that was not withdrawn.
-- Parameters: macro arguments: table_name (text), known_at (timestamp)
-- Columns: those of the table
create or replace macro known_submissions(known_at) as table
select submissions.*
from submissions
where
    received_at <= known_at
    and not exists (
        select 1
        from withdrawals
        where withdrawals.submission_id = submissions.submission_id and withdrawals.withdrawn_at <= known_at
    );

create or replace macro current_rows(table_name, known_at) as table
select stored.*
from query_table(table_name) as stored
semi join known_submissions(known_at) as known using (submission_id)
qualify submission_id = max(submission_id) over (partition by record_key);
