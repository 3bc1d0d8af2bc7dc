-- Question: Which municipalities did the region have on a day, and which partnership served each of them?
-- Parameters: $region (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: area_id, name, outer_name, population, partnership_id, partnership, stage, served, geometry
with served as (
    select
        coverage.area_id,
        min(coverage.partnership_id) as partnership_id
    from region_coverage($region, $known_at) as coverage
    where valid_on($as_of, coverage.valid_from, coverage.valid_to)
    group by coverage.area_id
)

select
    municipalities.area_id,
    areas.name,
    outer_areas.name as outer_name,
    municipalities.population,
    served.partnership_id,
    partnerships.name as partnership,
    partnerships.stage,
    case
        when served.partnership_id is null then 'none'
        when has_started(partnerships.stage, partnerships.start_date, $as_of) then 'started'
        else 'waiting'
    end as served,
    boundaries.geometry
from region_municipalities($region, $known_at) as municipalities
inner join areas_in($language, $known_at) as areas using (area_id)
left join served using (area_id)
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join areas_in($language, $known_at) as outer_areas on municipalities.parent_id = outer_areas.area_id
left join current_rows('boundaries', $known_at) as boundaries on municipalities.area_id = boundaries.area_id
where
    valid_on($as_of, municipalities.valid_from, municipalities.valid_to)
    -- Without a list of partnerships nobody knows which municipality is served by which.
    and exists (select 1 from region_coverage($region, $known_at))
order by outer_name, areas.name, municipalities.area_id
