-- Question: What do the reports of partners say of the last period that anybody wrote about, heading by heading?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partner_id, partner, period_end, heading, heading_name, own_rating, text, language
with told as (
    select *
    from current_rows_of('assessments', $partnership, $known_at)
    where period_end <= $as_of
),

latest as (
    select *
    from told
    qualify period_end = max(period_end) over ()
)

select
    latest.partner_id,
    coalesce(organisations.name, latest.partner_id) as partner,
    latest.period_end,
    latest.heading,
    coalesce(activities.name, latest.heading) as heading_name,
    latest.own_rating,
    latest.text,
    latest.language
from latest
left join organisations_in($language, $known_at) as organisations on latest.partner_id = organisations.organisation_id
left join activities_in($language, $known_at) as activities on latest.heading = activities.activity_id
order by activities.sequence nulls last, latest.heading, partner, latest.partner_id
