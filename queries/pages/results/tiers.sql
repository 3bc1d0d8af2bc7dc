-- Question: What do some indicators look like against the targets of each tier, side by side and never mixed, and why
--     can there be no forecast? See docs/forecast.md 1.
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null)
-- Columns: indicator_id, tier, is_headline, measure, unit, direction, target_kind, baseline, target, expected,
--     target_promised, actual, share_of_target, share_low, share_high, last_period_end, state, state_then,
--     state_reason, due_date, due_is_assumed, partners_with_target, promised_by, no_forecast
with assumed as (
    -- A target without a day of its own is due when the partnership ends.
    select
        indicator_id,
        tier,
        bool_or(due_date is null or coalesce(due_precision = 'project_end_assumed', false)) as due_is_assumed,
        -- A target of the whole is nobody's by himself.
        case
            when bool_and(partner_id is not null) filter (where value is not null)
                then list(distinct partner_id order by partner_id) filter (where value is not null)
        end as promised_by
    from current_rows_of('targets', $partnership, $known_at)
    where list_contains($indicators::varchar[], indicator_id) and target_group_id is null and area_id is null
    group by indicator_id, tier
)

select
    attained.indicator_id,
    attained.tier,
    attained.is_headline,
    attained.measure,
    attained.unit,
    attained.direction,
    attained.target_kind,
    attained.baseline,
    attained.target,
    attained.expected,
    attained.target_promised,
    attained.actual,
    attained.share_of_target,
    attained.share_low,
    attained.share_high,
    attained.last_period_end,
    attained.state,
    attained.state_then,
    attained.state_reason,
    attained.due_date,
    attained.due_date is not null and coalesce(assumed.due_is_assumed, false) as due_is_assumed,
    attained.partners_with_target,
    assumed.promised_by,
    why_no_forecast(
        attained.measure,
        attained.target_kind,
        $partner is not null or indicators.over_partners = 'sum',
        attained.target,
        attained.state,
        attained.start_date,
        attained.due_date,
        $as_of,
        attained.actual,
        attained.actual_low
    ) as no_forecast
from attainment($partnership, [$as_of], $known_at, $partner) as attained
inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
left join assumed on attained.indicator_id = assumed.indicator_id and attained.tier = assumed.tier
where list_contains($indicators::varchar[], attained.indicator_id) and attained.tier is not null
order by attained.indicator_id, attained.is_headline desc, attained.tier, attained.due_date, attained.target
