-- Question: What is this municipality: where does it lie, how big is it, and what became of it?
-- Parameters: $area (text), $known_at (timestamp), $language (text)
-- Columns: area_id, name, outer_name, official_code, population, valid_from, valid_to, successor_id, successor,
--     replaced_from, merged_from, merged_from_ids, source, note
with merged as (
    select
        list(earlier.name order by earlier.name, earlier.area_id) as merged_from,
        list(earlier.area_id order by earlier.name, earlier.area_id) as merged_from_ids
    from areas_in($language, $known_at) as earlier
    where earlier.successor_id = $area
)

select
    areas.area_id,
    areas.name,
    outer_areas.name as outer_name,
    areas.official_code,
    areas.population,
    areas.valid_from,
    areas.valid_to,
    areas.successor_id,
    successors.name as successor,
    -- The first day of what took its place.
    coalesce(successors.valid_from, (areas.valid_to + 1)::date) as replaced_from,
    merged.merged_from,
    merged.merged_from_ids,
    sources.short_title as source,
    areas.note
from areas_in($language, $known_at) as areas
left join areas_in($language, $known_at) as outer_areas on areas.parent_id = outer_areas.area_id
left join areas_in($language, $known_at) as successors on areas.successor_id = successors.area_id
cross join merged
left join current_rows('sources', $known_at) as sources on areas.source_id = sources.source_id
where areas.area_id = $area
