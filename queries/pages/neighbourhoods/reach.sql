-- Question: What did the partnership do in an area, and how many did it reach of each group that lives there?
-- Parameters: $partnership (text), $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, name, unit, reached, reached_high, missing, target, state, last_period_end, group_id,
--     group_name, group_size, group_period_end, group_reached, denominator_reason, per_100
with done as (
    select * from part_attainment('area', $partnership, [$as_of], $known_at, null)
    where
        part_id = $area
        and is_headline
        and unit in ('visits', 'contacts', 'people', 'clients', 'volunteers')
        and (actual_low is not null or missing = 'hidden')
),

-- Of each group only what was reported of that group in this area: then both numbers speak of the same people.
here as materialized (
    select * from shown_results($partnership, $known_at)
    where area_id = $area
),

hidden as (
    select distinct
        indicator_id,
        target_group_id as group_id
    from here
    where missing = 'hidden' and period_end <= $as_of
),

of_groups as (
    select
        indicator_id,
        part as group_id,
        combined_value(measure, over_partners, multiplier, value, numerator, denominator) as amount
    from reading_contributions('target_group', $partnership, 'here', [$as_of], $known_at, null)
    where is_primary
    group by indicator_id, part, measure, over_partners, multiplier
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
    case when hidden.group_id is null then of_groups.amount end as group_reached,
    case
        when group_names.group_id is null then 'no_group'
        when done.unit not in ('people', 'clients') then 'no_people'
        when hidden.group_id is not null then 'hidden'
        when of_groups.amount is null then 'not_by_group'
        when sizes.amount is null then 'no_size'
        when sizes.amount = 0 then 'nobody'
    end as denominator_reason,
    -- Of every hundred people of the group that live here.
    case when denominator_reason is null then 100 * of_groups.amount / sizes.amount end as per_100
from done
inner join indicators_in($language, $known_at) as indicators using (indicator_id)
left join group_names on true
left join sizes using (group_id)
left join of_groups using (indicator_id, group_id)
left join hidden using (indicator_id, group_id)
order by
    indicators.sequence,
    done.indicator_id,
    sizes.amount is null,
    sizes.amount desc,
    group_names.name,
    group_names.group_id
