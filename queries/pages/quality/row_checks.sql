-- Question: How many stored rows did each check of rows find, in what counts?
-- Parameters: $checks (list of text), $is_demonstration (yes or no), $known_at (timestamp)
-- Columns: check_id, found, outcome
with found as (
    select
        rule as check_id,
        count(*) as found
    from known_findings($known_at)
    where is_demonstration = $is_demonstration
    group by rule
),

checks as (
    select unnest($checks::varchar[]) as check_id
    union
    select check_id
    from found
)

select
    checks.check_id,
    coalesce(found.found, 0) as found,
    -- A row with an error is refused at the gate: what is stored was warned about, or mended on the way in.
    case when found.found > 0 then 'warned' else 'pass' end as outcome
from checks
left join found using (check_id)
order by coalesce(found.found, 0) desc, checks.check_id
