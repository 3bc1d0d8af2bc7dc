-- Question: Which transnational agreements does this partnership have, with whom?
-- Parameters: $partnership (text), $known_at (timestamp)
-- Columns: agreement_id, name, partner_codes, countries
select
    agreement_id,
    name,
    list(partner_code order by partner_code) as partner_codes,
    list(distinct country order by country) as countries
from current_rows_of('agreements', $partnership, $known_at)
group by agreement_id, name
order by agreement_id, name
