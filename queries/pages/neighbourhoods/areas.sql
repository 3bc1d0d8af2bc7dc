-- Question: Which areas does the monitor of a partnership speak of, and in which larger one does each lie?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, name, role, level, whole_id, whole_name, has_values, is_around
with valued as (
    select distinct area_id
    from monitor_values($partnership, $as_of, $known_at)
),

-- A city or a district is no neighbourhood among neighbourhoods.
around as (
    select distinct inside.outer_id as area_id
    from areas_inside($known_at) as inside
    inner join monitor_areas($partnership, $as_of, $known_at) as inner_area using (area_id)
)

select
    monitored.area_id,
    areas.name,
    monitored.role,
    areas.level,
    monitored.whole_id,
    wholes.name as whole_name,
    valued.area_id is not null as has_values,
    monitored.role in ('district', 'whole') or around.area_id is not null as is_around
from monitor_areas($partnership, $as_of, $known_at) as monitored
inner join areas_in($language, $known_at) as areas using (area_id)
left join areas_in($language, $known_at) as wholes on monitored.whole_id = wholes.area_id
left join valued using (area_id)
left join around using (area_id)
where
    $as_of between coalesce(monitored.valid_from, $as_of) and coalesce(monitored.valid_to, $as_of)
order by
    list_position(['priority', 'peer', 'centre', 'district', 'whole', 'member', 'exception'], monitored.role),
    name,
    monitored.area_id
