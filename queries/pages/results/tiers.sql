-- Question: What does an indicator look like against the targets of each tier, side by side and never mixed?
-- Parameters: $partnership (text), $indicator (text), $as_of (date), $known_at (timestamp), $partner (text or null)
-- Columns: tier, is_headline, measure, unit, direction, target_kind, baseline, target, expected, target_promised,
--     share_of_target, share_low, share_high, last_period_end, state, state_then, state_reason, due_date
select
    tier,
    is_headline,
    measure,
    unit,
    direction,
    target_kind,
    baseline,
    target,
    expected,
    target_promised,
    share_of_target,
    share_low,
    share_high,
    last_period_end,
    state,
    state_then,
    state_reason,
    due_date
from attainment($partnership, [$as_of], $known_at, $partner)
where indicator_id = $indicator and tier is not null
order by is_headline desc, tier
