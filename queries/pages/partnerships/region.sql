-- Question: Which region does the chosen programme belong to, and is there a region to speak of?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: region_id, name, programme, data_status, is_region, listed, counted
with partnerships as (
    select * from partnerships_in($language, $known_at)
),

chosen as (
    select coalesce(parent_id, partnership_id) as region_id
    from partnerships
    where partnership_id = $partnership
),

children as (
    select count(*) as listed
    from partnerships
    where parent_id in (select region_id from chosen)
),

-- A programme that says how many of the municipalities or partnerships take part.
statistics as (
    select count(*) as counted
    from current_rows('coverage_statistics', $known_at)
    where
        partnership_id in (select region_id from chosen)
        and counted is not null
        and out_of is not null
)

select
    chosen.region_id,
    partnerships.name,
    partnerships.programme,
    partnerships.data_status,
    children.listed > 0 or statistics.counted > 0 as is_region,
    children.listed,
    statistics.counted
from chosen
inner join partnerships on chosen.region_id = partnerships.partnership_id
cross join children
cross join statistics
