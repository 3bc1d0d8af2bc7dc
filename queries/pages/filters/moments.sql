-- Question: At which moments did the stored figures change? The last change of each day, newest first.
-- Parameters: none
-- Columns: moment
with changes as (
    select received_at as moment
    from submissions
    union all
    select withdrawn_at as moment
    from withdrawals
)

select max(moment) as moment
from changes
group by moment::date
order by moment desc
