-- Question: Which indicator does each column of a monitor file hold?
-- Parameters: $positions (list of integers), $names (list of texts), $kind (text)
-- Columns: position, indicator_id
with columns as (
    select
        unnest($positions) as position,
        lower(unnest($names)) as name
),

found as (
    select
        columns.position,
        known.indicator_id,
        2 * known.rank + coalesce(lower(known.code_list) <> $kind, false)::integer as rank
    from columns
    inner join known_indicators as known using (name)
),

nearest as (
    select * from found
    qualify rank = min(rank) over (partition by position)
)

select
    position,
    min(indicator_id) as indicator_id
from nearest
group by position
having count(distinct indicator_id) = 1
