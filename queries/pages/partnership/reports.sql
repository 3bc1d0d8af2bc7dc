-- Question: What did each partner write in each of its reports, under every heading that is asked for, how does it rate
--     itself, and what became of the report? Without any report: the headings.
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partner_id, partner, period_end, heading, heading_name, own_rating, worst_rating, text, language,
--     review, reason, review_language
with told as (
    select *
    from current_rows_of('assessments', $partnership, $known_at)
    where period_end <= $as_of
),

-- A local partnership reports under the headings of its programme, unless it has its own.
headings as (
    select
        activities.activity_id as heading,
        activities.name as heading_name,
        activities.sequence
    from activities_in($language, $known_at) as activities
    inner join current_rows('partnerships', $known_at) as here
        on here.partnership_id = $partnership and activities.partnership_id in (here.partnership_id, here.parent_id)
    where activities.kind in ('activity', 'report_heading')
    qualify dense_rank() over (order by activities.partnership_id = $partnership desc) = 1
),

reports as (
    select distinct
        partner_id,
        period_end
    from told
),

reviews as (
    select
        partner_id,
        period_end,
        state,
        reason,
        language
    from standing_versions('report_reviews', $partnership, $known_at)
    qualify row_number() over (partition by partner_id, period_end order by submission_id desc) = 1
),

asked as (
    select
        reports.partner_id,
        reports.period_end,
        headings.heading,
        headings.heading_name,
        headings.sequence
    from headings
    left join reports on true
    union
    select
        told.partner_id,
        told.period_end,
        told.heading,
        told.heading as heading_name,
        null as sequence
    from told
    where told.heading not in (select headings.heading from headings)
)

select
    asked.partner_id,
    coalesce(organisations.name, asked.partner_id) as partner,
    asked.period_end,
    asked.heading,
    asked.heading_name,
    told.own_rating,
    -- Who rates itself worst stands first.
    max(list_position(['on_track', 'at_risk', 'off_track'], told.own_rating))
        over (partition by asked.period_end, asked.partner_id)
        as worst_rating,
    told.text,
    told.language,
    coalesce(reviews.state, case when asked.period_end is not null then 'in' end) as review,
    reviews.reason,
    reviews.language as review_language
from asked
left join told
    on
        asked.partner_id is not distinct from told.partner_id
        and asked.period_end = told.period_end
        and asked.heading = told.heading
left join reviews
    on asked.partner_id is not distinct from reviews.partner_id and asked.period_end = reviews.period_end
left join organisations_in($language, $known_at) as organisations on asked.partner_id = organisations.organisation_id
order by
    asked.period_end desc,
    worst_rating desc nulls last,
    partner,
    asked.partner_id,
    asked.sequence nulls last,
    asked.heading
