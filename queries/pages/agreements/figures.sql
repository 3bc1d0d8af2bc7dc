-- Question: How far were some indicators on several days, as known at a moment, and why could there be no forecast?
-- Parameters: $partnership (text), $indicators (list of text), $days (list of dates), $known_at (timestamp)
-- Columns: as_of, indicator_id, tier, measure, unit, target_kind, baseline, target, actual, actual_low, actual_high,
--     is_whole (everybody who promised has a recent figure), state, state_then, last_period_end, due_date, promised_by,
--     no_forecast
with promised as (
    -- A target of the whole is nobody's by himself.
    select
        indicator_id,
        tier,
        case
            when bool_and(partner_id is not null) then list(distinct partner_id order by partner_id)
        end as promised_by
    from current_rows_of('targets', $partnership, $known_at)
    where value is not null and target_group_id is null and area_id is null
    group by indicator_id, tier
)

select
    attained.as_of,
    attained.indicator_id,
    attained.tier,
    attained.measure,
    attained.unit,
    attained.target_kind,
    attained.baseline,
    attained.target,
    attained.actual,
    attained.actual_low,
    attained.actual_high,
    attained.state not in ('no_recent_report', 'partial')
    and coalesce(
        attained.promised_reported >= attained.partners_with_target - coalesce(attained.partners_left, 0), true
    ) as is_whole,
    attained.state,
    attained.state_then,
    attained.last_period_end,
    attained.due_date,
    promised.promised_by,
    why_no_forecast(
        attained.measure,
        attained.target_kind,
        indicators.over_partners = 'sum',
        attained.target,
        attained.state,
        attained.start_date,
        attained.due_date,
        attained.as_of,
        attained.actual,
        attained.actual_low
    ) as no_forecast
from attainment($partnership, $days, $known_at, null) as attained
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
left join promised
    on attained.indicator_id = promised.indicator_id and attained.tier is not distinct from promised.tier
where attained.is_headline and list_contains($indicators, attained.indicator_id)
order by attained.as_of, attained.indicator_id
