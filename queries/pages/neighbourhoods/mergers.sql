-- Question: Which areas did an area replace, and which one replaced it? See docs/monitor.md 10.
-- Parameters: $area (text), $known_at (timestamp), $language (text)
-- Columns: area_id, name, level, came_before, last_day, first_day
with known as (
    select * from areas_in($language, $known_at)
),

-- An area and what became of it.
replaced as (
    select
        earlier.area_id as earlier_id,
        later.area_id as later_id,
        coalesce(earlier.valid_to, (later.valid_from - interval 1 day)::date) as last_day,
        coalesce(later.valid_from, (earlier.valid_to + interval 1 day)::date) as first_day
    from known as earlier
    inner join known as later on earlier.successor_id = later.area_id
)

select
    known.area_id,
    known.name,
    known.level,
    replaced.later_id = $area as came_before,
    replaced.last_day,
    replaced.first_day
from replaced
inner join known on known.area_id = case when replaced.later_id = $area then earlier_id else later_id end
where $area in (replaced.earlier_id, replaced.later_id)
order by came_before desc, known.name, known.area_id
