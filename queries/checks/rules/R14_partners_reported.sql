-- Question: Have all partners that owe reports reported on the latest period, so that a total is a whole total?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: {computed} of {stated} partners have reported
-- Unit: number
-- Pages: results
with reporting_partners as (
    select
        partnership_id,
        organisation_id as partner_id,
        date_joined,
        date_left
    from current_rows('partners', $known_at)
    where reports
),

periods_reported_on as (
    -- A figure of which only the document is dated says nothing about a reporting period.
    select
        partnership_id,
        partner_id,
        period_end
    from current_results(null, $known_at)
    where coalesce(period_precision, 'day') not in ('document_date', 'undated')
    union
    select
        partnership_id,
        partner_id,
        period_end
    from current_rows('assessments', $known_at)
),

reports as (
    select *
    from periods_reported_on
    semi join reporting_partners using (partnership_id, partner_id)
),

latest as (
    select
        partnership_id,
        max(period_end) as period_end
    from reports
    group by partnership_id
),

compared as (
    select
        reporting_partners.partnership_id,
        latest.period_end,
        count(distinct reporting_partners.partner_id) as stated,
        count(distinct reports.partner_id) as computed
    from reporting_partners
    left join latest using (partnership_id)
    left join reports
        on
            reporting_partners.partnership_id = reports.partnership_id
            and reporting_partners.partner_id = reports.partner_id
            and latest.period_end = reports.period_end
    -- Who came later or left before owes no report on this period.
    where
        coalesce(latest.period_end >= reporting_partners.date_joined, true)
        and coalesce(latest.period_end <= reporting_partners.date_left, true)
    group by reporting_partners.partnership_id, latest.period_end
)

select
    case when period_end is null then 'not_computable' when computed < stated then 'fail' else 'pass' end as outcome,
    partnership_id,
    strftime(period_end, '%Y-%m-%d') as subject,
    cast(stated as double) as stated,
    case when period_end is not null then cast(computed as double) end as computed,
    case when period_end is not null then cast(computed - stated as double) end as difference,
    case when period_end is null then 'no_data' when computed < stated then 'partners_missing' end as reason
from compared
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from compared)
order by partnership_id
