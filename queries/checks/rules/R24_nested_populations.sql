-- Question: Can the populations of the areas be added, because none of them lies in another?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {stated} inhabitants, within an area of {computed}
-- Unit: number
-- Pages: neighbourhoods, municipality
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
),

nested as (
    select
        inside.area_id,
        around.area_id as lies_in,
        inside.population as stated,
        around.population as computed
    from surroundings
    inner join populated as inside on surroundings.area_id = inside.area_id
    inner join populated as around on surroundings.lies_in = around.area_id
    where inside.area_id <> around.area_id
),

-- The partnerships that work in an area or in the one around it; none do in many.
worked_in as (
    select distinct
        populated.area_id,
        coverage.partnership_id
    from populated
    left join nested using (area_id)
    left join current_rows('coverage', $known_at) as coverage
        on coverage.area_id in (populated.area_id, nested.lies_in)
)

select
    'not_computable' as outcome,
    worked_in.partnership_id,
    nested.area_id as subject,
    cast(nested.stated as double) as stated,
    cast(nested.computed as double) as computed,
    cast(null as double) as difference,
    'nested_population' as reason
from nested
inner join worked_in using (area_id)
union all by name
select
    'pass' as outcome,
    partnership_id
from worked_in
group by partnership_id
having bool_and(area_id not in (select nested.area_id from nested))
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from populated)
order by partnership_id, subject
