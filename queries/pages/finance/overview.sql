-- Question: What was promised to a partnership or programme in all, as a grant and as match funding?
-- Parameters: $partnerships (list of text), $known_at (timestamp)
-- Columns: partnerships, partners, eligible, eligible_of_partners, granted, granted_of_partners,
--     grant_rate, budget_min, budget_max, match_stated, match_pieces, match_unknown, private_pieces,
--     is_approximate
with shown as (
    select *
    from current_rows('partnerships', $known_at)
    where list_contains($partnerships, partnership_id)
),

budget_lines as (
    select *
    from current_rows('budgets', $known_at)
    where list_contains($partnerships, partnership_id)
),

per_partnership as (
    select
        shown.partnership_id,
        coalesce(
            sum(lines.amount) filter (where lines.line = 'eligible_total'),
            shown.budget,
            sum(lines.amount) filter (where lines.line = 'eligible'),
            sum(lines.amount) filter (where lines.line = 'action_cost')
        ) as eligible,
        sum(lines.amount) filter (where lines.line = 'eligible') as eligible_of_partners,
        coalesce(
            sum(lines.amount) filter (where lines.line = 'grant_total'),
            shown."grant",
            sum(lines.amount) filter (where lines.line = 'grant')
        ) as granted,
        sum(lines.amount) filter (where lines.line = 'grant') as granted_of_partners,
        coalesce(max(lines.rate_percent) filter (where lines.line = 'grant_total'), shown.grant_rate_percent) as rate,
        min(lines.amount_min) filter (where lines.line = 'eligible_total') as budget_min,
        max(lines.amount_max) filter (where lines.line = 'eligible_total') as budget_max,
        sum(lines.amount) filter (where lines.line = 'match') as match_stated,
        count(distinct lines.partner_id) filter (
            where lines.line in ('eligible', 'eligible_total', 'grant', 'match', 'action_cost')
        ) as partners,
        count(*) filter (where lines.line = 'match') as match_pieces,
        count(*) filter (where lines.line = 'match' and lines.amount is null) as match_unknown,
        count(*) filter (where lines.funding_source = 'private') as private_pieces,
        coalesce(
            bool_or(lines.is_approximate) filter (where lines.line in ('eligible_total', 'eligible', 'action_cost')),
            shown.budget_is_approximate,
            false
        ) as is_approximate
    from shown
    left join budget_lines as lines using (partnership_id)
    group by
        shown.partnership_id, shown.budget, shown."grant", shown.grant_rate_percent,
        shown.budget_is_approximate
)

select
    count(*) as partnerships,
    sum(partners) as partners,
    sum(eligible) as eligible,
    sum(eligible_of_partners) as eligible_of_partners,
    sum(granted) as granted,
    sum(granted_of_partners) as granted_of_partners,
    case when count(distinct rate) = 1 then any_value(rate) end as grant_rate,
    sum(budget_min) as budget_min,
    sum(budget_max) as budget_max,
    sum(match_stated) as match_stated,
    sum(match_pieces) as match_pieces,
    sum(match_unknown) as match_unknown,
    sum(private_pieces) as private_pieces,
    coalesce(bool_or(is_approximate), false) as is_approximate
from per_partnership
