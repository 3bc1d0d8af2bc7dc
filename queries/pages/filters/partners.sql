-- Question: Which partners of a partnership owe results?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partner_id, name
select
    organisation_id as partner_id,
    any_value(name) as name
from current_rows_of('partners', $partnership, $known_at) as partners
inner join organisations_in($language, $known_at) as organisations using (organisation_id)
where partners.reports
group by organisation_id
order by name, partner_id
