-- Question: How far is the spending of each partner (or of each partnership of a programme), what is it carrying
-- itself, and what would be left of its grant at the present pace?
-- Parameters: $partnership (text), $partnerships (list of text), $as_of (date), $known_at (timestamp),
--     $language (text)
-- Columns: unit_id, name, partners, computable, eligible, granted, reported, claimed, certified, paid, plan_day,
--     plan_share, expected, periods_used, last_period_end, pace_per_month, forecast, judged, unused, unused_share,
--     risk_from, is_at_risk, grant_judged, grant_unused, grant_unused_share, reason, carried, claimed_not_paid
with units as (
    select
        paces.*,
        case when paces.partnership_id = $partnership then paces.partner_id else paces.partnership_id end as unit_id,
        case
            when paces.partnership_id = $partnership
                then partners.name
            else shown.name
        end as name
    from claim_pace($partnerships, $as_of, $known_at) as paces
    inner join partnerships_in($language, $known_at) as shown using (partnership_id)
    left join organisations_in($language, $known_at) as partners on paces.partner_id = partners.organisation_id
)

select
    unit_id,
    name,
    count(*) as partners,
    count(*) filter (where reason is null) as computable,
    sum(eligible) as eligible,
    sum(granted) as granted,
    sum(reported) as reported,
    sum(claimed) as claimed,
    sum(certified) as certified,
    sum(paid) as paid,
    max(plan_day) as plan_day,
    max(plan_share) as plan_share,
    -- The sum of fractions depends on their order.
    sum(expected order by expected) as expected,
    min(periods_used) as periods_used,
    min(last_period_end) as last_period_end,
    sum(pace_per_day order by pace_per_day) filter (where reason is null)
    * 365.25
    / 12 as pace_per_month,
    sum(forecast order by forecast) as forecast,
    -- The budget and the grant that the forecast is about.
    sum(eligible) filter (where reason is null) as judged,
    sum(unused order by unused) as unused,
    sum(unused order by unused) / judged as unused_share,
    risk_from() as risk_from,
    unused_share >= risk_from() as is_at_risk,
    sum(granted) filter (where reason is null) as grant_judged,
    sum(grant_unused order by grant_unused) as grant_unused,
    sum(grant_unused order by grant_unused)
    / nullif(sum(granted) filter (where reason is null), 0) as grant_unused_share,
    case when count(*) filter (where reason is null) = 0 then min(reason) end as reason,
    sum(reported) - coalesce(sum(paid), 0) as carried,
    sum(claimed) - coalesce(sum(paid), 0) as claimed_not_paid
from units
group by unit_id, name
order by sum(eligible) desc nulls last, name, unit_id
