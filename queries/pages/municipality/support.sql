-- Question: What support was asked for from this municipality, by kind?
-- Parameters: $area (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, partnership, kind, requests, last_period_end
with places as (
    select $area as area_id
    union
    select area_id
    from areas_inside($known_at)
    where outer_id = $area
)

select
    requests.partnership_id,
    any_value(partnerships.name) as partnership,
    requests.kind,
    sum(requests.requests) as requests,
    max(requests.period_end) as last_period_end
from current_rows('support_requests', $known_at) as requests
semi join places using (area_id)
inner join partnerships_in($language, $known_at) as partnerships using (partnership_id)
where requests.period_end <= $as_of::date
group by requests.partnership_id, requests.kind
order by partnership, requests desc, requests.kind, requests.partnership_id
