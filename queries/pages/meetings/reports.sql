-- Question: Of which partners did the report of each period come, under how many headings, and what did the lead
--     partner do with it? The latest period first.
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, partner_id, partner, period_end, is_in, has_results, headings, headings_expected, review,
--     reason, language, submission_id, versions, state, collated, of_partners
with owing as (
    select distinct
        partners.organisation_id as partner_id,
        organisations.name as partner,
        partners.date_joined,
        partners.date_left
    from current_rows_of('partners', $partnership, $known_at) as partners
    left join organisations_in($language, $known_at) as organisations using (organisation_id)
    where partners.reports
),

reported as (
    select
        partner_id,
        period_end,
        true as has_results
    from current_results($partnership, $known_at)
    where partner_id is not null and period_end <= $as_of and coalesce(period_precision, 'quarter') <> 'year'
    group by partner_id, period_end
),

told as (
    select
        partner_id,
        period_end,
        count(distinct heading) as headings
    from current_rows_of('assessments', $partnership, $known_at)
    where period_end <= $as_of
    group by partner_id, period_end
),

expected as (
    select count(*) as headings
    from current_rows_of('activities', $partnership, $known_at)
    where kind in ('report_heading', 'activity')
),

reviews as (
    select *
    from standing_versions('report_reviews', $partnership, $known_at)
    qualify row_number() over (partition by partner_id, period_end order by submission_id desc) = 1
),

periods as (
    select distinct period_end
    from (
        select period_end
        from reported
        union all
        select period_end
        from told
    ) as handed_in
    order by period_end desc
    limit 8
),

grid as (
    select
        owing.partner_id,
        owing.partner,
        periods.period_end
    from owing
    cross join periods
    where
        coalesce(owing.date_joined, periods.period_end) <= periods.period_end
        and coalesce(owing.date_left, periods.period_end) >= periods.period_end
),

stands as (
    select
        grid.*,
        reported.has_results is not null or told.headings is not null as is_in,
        coalesce(reported.has_results, false) as has_results,
        coalesce(told.headings, 0) as headings,
        reviews.state as review,
        reviews.reason,
        reviews.language,
        reviews.submission_id,
        reviews.versions
    from grid
    left join reported using (partner_id, period_end)
    left join told using (partner_id, period_end)
    left join reviews using (partner_id, period_end)
)

select
    $partnership as partnership_id,
    stands.partner_id,
    stands.partner,
    stands.period_end,
    stands.is_in,
    stands.has_results,
    stands.headings,
    expected.headings as headings_expected,
    stands.review,
    stands.reason,
    stands.language,
    stands.submission_id,
    stands.versions,
    -- A report that was reviewed and then withdrawn is not in.
    case when not stands.is_in then 'not_in' else coalesce(stands.review, 'in') end as state,
    count(*) filter (stands.is_in and stands.review = 'collated') over (partition by stands.period_end) as collated,
    count(*) over (partition by stands.period_end) as of_partners
from stands
cross join expected
order by stands.period_end desc, stands.partner, stands.partner_id
