-- Question: Which areas have a population and lie in an area that has one too, so that the two may not be added?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
with recursive populated as (
    select
        area_id,
        population
    from current_rows('areas', $known_at)
    where population is not null
),

-- Climbs until it meets an area with a population.
surroundings as (
    select
        areas.area_id,
        areas.parent_id as lies_in
    from current_rows('areas', $known_at) as areas
    where areas.population is not null and areas.parent_id is not null
    union
    select
        surroundings.area_id,
        areas.parent_id
    from surroundings
    inner join current_rows('areas', $known_at) as areas on surroundings.lies_in = areas.area_id
    where areas.population is null and areas.parent_id is not null
)

select
    'not_computable' as outcome,
    cast(null as varchar) as partnership_id,
    inside.area_id as subject,
    cast(inside.population as double) as stated,
    cast(around.population as double) as computed,
    cast(null as double) as difference,
    'nested_population' as reason
from surroundings
inner join populated as inside on surroundings.area_id = inside.area_id
inner join populated as around on surroundings.lies_in = around.area_id
where inside.area_id <> around.area_id
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from populated)
order by subject
