-- Question: Where do the areas of the monitor lie?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp)
-- Columns: area_id, role, geometry
select
    area_id,
    monitored.role,
    boundaries.geometry
from monitor_areas($partnership, $as_of, $known_at) as monitored
inner join current_rows('boundaries', $known_at) as boundaries using (area_id)
where $as_of between coalesce(monitored.valid_from, $as_of) and coalesce(monitored.valid_to, $as_of)
order by area_id
