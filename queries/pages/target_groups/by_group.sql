-- Question: How many of each target group did a partnership reach, against what was promised for that group?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: indicator_id, indicator, unit, measure, direction, target_kind, target_group_id, name, tier, actual,
--     actual_low, actual_high, missing, done, done_of, readings, baseline, target, expected, target_promised,
--     share_of_target, share_low, share_high, share_expected, pace_low, state, state_then, state_reason,
--     last_period_end, explanation
with named as (
    -- A partnership that defines no groups of its own uses those of the programme it belongs to.
    select
        target_group_id,
        dimension,
        name
    from target_groups_in($language, $known_at)
    where
        partnership_id = $partnership
        or partnership_id in (select parent_id from current_rows_of('partnerships', $partnership, $known_at))
    qualify row_number() over (partition by target_group_id order by partnership_id = $partnership desc) = 1
)

select
    reached.indicator_id,
    indicators.name as indicator,
    reached.unit,
    reached.measure,
    reached.direction,
    reached.target_kind,
    reached.part_id as target_group_id,
    coalesce(named.name, reached.part_id) as name,
    reached.tier,
    reached.actual,
    reached.actual_low,
    reached.actual_high,
    reached.missing,
    reached.done,
    reached.done_of,
    reached.readings,
    reached.baseline,
    reached.target,
    reached.expected,
    reached.target_promised,
    reached.share_of_target,
    reached.share_low,
    reached.share_high,
    reached.share_expected,
    reached.pace_low,
    reached.state,
    reached.state_then,
    reached.state_reason,
    reached.last_period_end,
    reached.explanation
from part_attainment('target_group', $partnership, [$as_of], $known_at, null) as reached
inner join indicators_in($language, $known_at) as indicators on reached.indicator_id = indicators.indicator_id
left join named on reached.part_id = named.target_group_id
where reached.is_headline and reached.measure <> 'narrative' and reached.state <> 'no_target'
order by indicators.sequence, reached.indicator_id, named.dimension, name, reached.part_id
