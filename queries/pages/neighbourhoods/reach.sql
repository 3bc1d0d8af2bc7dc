-- Question: What did the partnership do in an area, and how many people of each group live there?
-- Parameters: $partnership (text), $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, unit, reached, reached_high, missing, target, state, last_period_end, group_id,
--     group_name, group_size, group_period_end, per_100
with done as (
    select * from part_attainment('area', $partnership, [$as_of], $known_at, null)
    where
        part_id = $area
        and is_headline
        and unit in ('visits', 'contacts', 'people', 'clients', 'volunteers')
        and (actual_low is not null or missing = 'hidden')
),

group_names as (
    select
        target_group_id as group_id,
        name
    from target_groups_in($language, $known_at)
    where
        partnership_id = $partnership
        or partnership_id in (select parent_id from current_rows_of('partnerships', $partnership, $known_at))
    qualify row_number() over (partition by target_group_id order by partnership_id = $partnership desc) = 1
),

sizes as (
    select
        indicators.target_group_id as group_id,
        first(figures.value order by figures.period_end desc, indicators.indicator_id) as amount,
        max(figures.period_end) as period_end
    from monitor_values($partnership, $as_of, $known_at) as figures
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
    where
        figures.area_id = $area
        and figures.value is not null
        and indicators.target_group_id is not null
        and indicators.measure = 'snapshot'
    group by indicators.target_group_id
)

select
    done.indicator_id,
    indicators.name,
    done.unit,
    done.actual_low as reached,
    done.actual_high as reached_high,
    done.missing,
    done.target,
    done.state,
    done.last_period_end,
    group_names.group_id,
    group_names.name as group_name,
    sizes.amount as group_size,
    sizes.period_end as group_period_end,
    -- Reached for every hundred people of the group; none where nobody of it is known to live there.
    100 * done.actual_low / nullif(sizes.amount, 0) as per_100
from done
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
left join group_names on true
left join sizes using (group_id)
order by indicators.sequence, done.indicator_id, sizes.amount is null, group_names.name, group_names.group_id
