-- Question: Which areas are there, in what do they lie, how large are they, and whose inhabitants may not be added?
-- Parameters: $is_demonstration (yes or no), $known_at (timestamp), $language (text)
-- Columns: item, area_id, name, level, lies_in, within, within_population, population, hectares, official_code,
--     country, source, source_section
with recursive areas as (
    select * from areas_in($language, $known_at)
),

-- An area is of the demonstration when the row that names it came with a partnership of it.
demonstrations as (
    select distinct submission_id
    from current_rows('partnerships', $known_at)
    where data_status = 'demonstration'
),

-- Up to the first area around it of which the inhabitants are known too.
surroundings as (
    select
        area_id,
        parent_id as around_id
    from areas
    where population is not null and parent_id is not null
    union
    select
        surroundings.area_id,
        areas.parent_id
    from surroundings
    inner join areas on surroundings.around_id = areas.area_id
    where areas.population is null and areas.parent_id is not null
),

nested as (
    select
        surroundings.area_id,
        areas.name as within,
        areas.population as within_population
    from surroundings
    inner join areas on surroundings.around_id = areas.area_id
    where areas.population is not null
)

select
    areas.area_id as item,
    areas.area_id,
    areas.name,
    areas.level,
    outer_areas.name as lies_in,
    nested.within,
    nested.within_population,
    areas.population,
    areas.hectares,
    areas.official_code,
    areas.country,
    sources.short_title as source,
    areas.source_section
from areas
left join areas as outer_areas on areas.parent_id = outer_areas.area_id
left join nested on areas.area_id = nested.area_id
left join current_rows('sources', $known_at) as sources on areas.source_id = sources.source_id
where (areas.submission_id in (select demonstrations.submission_id from demonstrations)) = $is_demonstration
order by areas.population is null, areas.level, areas.name, areas.area_id
