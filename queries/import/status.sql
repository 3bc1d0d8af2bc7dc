-- Question: What was handed in, by whom, and does it still count?
-- Parameters: none
-- Columns: submission_id, name, kind, handed_in_by, received_at, sha256, options, row_count, warnings, withdrawn_at,
--     reason
with warnings as (
    select
        submission_id,
        count(*) as warnings
    from findings
    group by submission_id
)

select
    submissions.submission_id,
    submissions.name,
    submissions.kind,
    submissions.handed_in_by,
    submissions.received_at,
    submissions.sha256,
    submissions.options,
    submissions.row_count,
    coalesce(warnings.warnings, 0) as warnings,
    withdrawals.withdrawn_at,
    withdrawals.reason
from submissions
left join warnings on submissions.submission_id = warnings.submission_id
left join withdrawals on submissions.submission_id = withdrawals.submission_id
order by submissions.submission_id
