-- Question: How far is each partner from its own promise on some indicators?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null), $language (text)
-- Columns: partner_id, name, indicator_id, measure, unit, direction, target_kind, tier, actual, actual_low,
--     actual_high, done, done_of, missing, readings, baseline, target, expected, target_promised, share_of_target,
--     share_low, share_high, share_expected, pace_low, state, state_then, state_reason, last_period_end, due_date
with parts as (
    select distinct
        indicator_id,
        partner_id
    from contributions($partnership, $indicators::varchar[], $as_of, $known_at, $partner)
    where partner_id is not null
),

taking_part as (
    select distinct partner_id
    from parts
)

select
    taking_part.partner_id,
    coalesce(organisations.name, taking_part.partner_id) as name,
    attained.indicator_id,
    attained.measure,
    attained.unit,
    attained.direction,
    attained.target_kind,
    attained.tier,
    attained.actual,
    attained.actual_low,
    attained.actual_high,
    attained.done,
    attained.done_of,
    attained.missing,
    attained.readings,
    attained.baseline,
    attained.target,
    attained.expected,
    attained.target_promised,
    attained.share_of_target,
    attained.share_low,
    attained.share_high,
    attained.share_expected,
    attained.pace_low,
    attained.state,
    attained.state_then,
    attained.state_reason,
    attained.last_period_end,
    attained.due_date
from taking_part
inner join lateral (
    select * from attainment($partnership, [$as_of::date], $known_at, taking_part.partner_id)
    where is_headline and list_contains($indicators::varchar[], indicator_id)
) as attained on true
left join organisations_in($language, $known_at) as organisations
    on taking_part.partner_id = organisations.organisation_id
semi join parts on taking_part.partner_id = parts.partner_id and attained.indicator_id = parts.indicator_id
order by attained.indicator_id, name, taking_part.partner_id
