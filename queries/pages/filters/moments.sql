-- Question: At which moments did the stored figures change? The last change of each day, newest first. What people
--     write in meetings changes none, but for a decision on which reading of a figure counts.
-- Parameters: none
-- Columns: moment
with figures as (
    select
        submission_id,
        received_at
    from submissions
    where
        kind is distinct from 'record'
        or submission_id in (select decisions.submission_id from decisions)
),

changes as (
    select received_at as moment
    from figures
    union all
    select withdrawals.withdrawn_at as moment
    from withdrawals
    semi join figures using (submission_id)
)

select max(moment) as moment
from changes
group by moment::date
order by moment desc
