-- Question: How far is each partnership of a region from its own target on one indicator? The one that is furthest
-- behind what was expected of it stands first.
-- Parameters: $region (text), $indicators (list of texts), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, indicator_id, actual, actual_low, actual_high, missing, done, done_of, readings,
--     baseline, target, expected, target_promised, share_of_target, share_low, share_high, share_expected, state,
--     state_then, state_reason, partners_reported, partners_expected, last_period_end, measure, unit, direction,
--     target_kind
with children as (
    select
        partnership_id,
        name
    from partnerships_in($language, $known_at)
    where parent_id = $region
)

select
    children.partnership_id,
    children.name,
    attained.indicator_id,
    attained.actual,
    attained.actual_low,
    attained.actual_high,
    attained.missing,
    attained.done,
    attained.done_of,
    attained.readings,
    attained.baseline,
    attained.target,
    attained.expected,
    attained.target_promised,
    attained.share_of_target,
    attained.share_low,
    attained.share_high,
    attained.share_expected,
    attained.state,
    attained.state_then,
    attained.state_reason,
    attained.partners_reported,
    attained.partners_expected,
    attained.last_period_end,
    attained.measure,
    attained.unit,
    attained.direction,
    attained.target_kind
from children
inner join lateral (
    select * from attainment(children.partnership_id, [$as_of::date], $known_at, null)
    where is_headline
) as attained on list_contains($indicators::varchar[], attained.indicator_id)
order by attained.pace_low nulls last, children.name, children.partnership_id, attained.indicator_id
