-- Question: What can a reflection moment be about: which actions, neighbourhoods and target groups of a partnership?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: subject_kind, subject_id, name, part_of, indicators
with spoken_of as (
    select indicator_id
    from current_rows_of('targets', $partnership, $known_at)
    union
    select indicator_id
    from current_results($partnership, $known_at)
),

-- The indicators, and the actions that they count, may be those of the programme that a partnership belongs to.
counted as (
    select
        indicators.activity_id,
        list(indicators.indicator_id order by indicators.sequence, indicators.indicator_id) as indicators
    from current_rows('indicators', $known_at) as indicators
    semi join spoken_of using (indicator_id)
    where indicators.activity_id is not null
    group by indicators.activity_id
),

actions as (
    select
        'activity' as subject_kind,
        activities.activity_id as subject_id,
        activities.name,
        parents.name as part_of,
        counted.indicators,
        1 as kind_order,
        parents.sequence as part_order,
        activities.sequence
    from activities_in($language, $known_at) as activities
    left join activities_in($language, $known_at) as parents on activities.parent_id = parents.activity_id
    left join counted on activities.activity_id = counted.activity_id
    where
        (activities.partnership_id = $partnership and activities.kind in ('activity', 'action', 'initiative'))
        or counted.indicators is not null
),

places as (
    select
        'area' as subject_kind,
        areas.area_id as subject_id,
        areas.name,
        null as part_of,
        2 as kind_order,
        null as part_order,
        null as sequence
    from current_rows('coverage', $known_at) as coverage
    inner join areas_in($language, $known_at) as areas using (area_id)
    where coverage.partnership_id = $partnership and coverage.role = 'priority'
),

groups as (
    select
        'target_group' as subject_kind,
        target_group_id as subject_id,
        name,
        null as part_of,
        3 as kind_order,
        null as part_order,
        null as sequence
    from target_groups_in($language, $known_at)
    where partnership_id = $partnership and coalesce(selected, true)
)

select
    subject_kind,
    subject_id,
    name,
    part_of,
    coalesce(indicators, []) as indicators
from (
    from actions
    union all by name
    from places
    union all by name
    from groups
) as subjects
order by kind_order, part_order nulls first, sequence nulls last, name, subject_id
