-- Question: Which partners have reported for the reporting period that ends on a day?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partner_id, name, reported, last_period_end
select
    reports.partner_id,
    organisations.name,
    reports.reported,
    reports.last_period_end
from who_reported($partnership, $as_of, $known_at) as reports
left join organisations_in($language, $known_at) as organisations
    on reports.partner_id = organisations.organisation_id
order by reports.reported desc, name, reports.partner_id
