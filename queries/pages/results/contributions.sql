-- Question: Who contributed how much to some indicators?
-- Parameters: $partnership (text), $indicators (list of text), $as_of (date), $known_at (timestamp),
--     $partner (text or null), $language (text)
-- Columns: indicator_id, partner_id, name, reading, named_in_source, actual, last_period_end
select
    parts.indicator_id,
    parts.partner_id,
    organisations.name,
    parts.reading,
    named.name as named_in_source,
    parts.actual,
    parts.last_period_end
from contributions($partnership, $indicators::varchar[], $as_of, $known_at, $partner) as parts
left join organisations_in($language, $known_at) as organisations
    on parts.partner_id = organisations.organisation_id
left join organisations_in($language, $known_at) as named
    on parts.attributed_to = named.organisation_id
order by parts.indicator_id, parts.actual desc nulls last, name, parts.partner_id, parts.reading, parts.attributed_to
