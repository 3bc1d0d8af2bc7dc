-- Question: What does an indicator look like against the targets of each tier, side by side and never mixed?
-- Parameters: $partnership (text), $indicator (text), $as_of (date), $known_at (timestamp), $partner (text or null)
-- Columns: tier, is_headline, unit, direction, baseline, target, expected, share_of_target, state, state_reason,
--     due_date
select
    tier,
    is_headline,
    unit,
    direction,
    baseline,
    target,
    expected,
    share_of_target,
    state,
    state_reason,
    due_date
from attainment($partnership, [$as_of], $known_at, $partner)
where indicator_id = $indicator and tier is not null
order by is_headline desc, tier
