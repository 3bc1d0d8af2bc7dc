-- Question: Which lines does the budget of a partnership have, as stated, and what follows from a rate alone?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partner, line, funding_source, funder, amount, amount_min, amount_max, rate_percent, computed,
--     computed_min, computed_max, note
with budget_lines as (
    select * from current_rows_of('budgets', $partnership, $known_at)
),

totals as (
    select
        sum(amount) as amount,
        sum(amount_min) as amount_min,
        sum(amount_max) as amount_max
    from budget_lines
    where line = 'eligible_total'
)

select
    partners.name as partner,
    lines.line,
    lines.funding_source,
    funders.name as funder,
    lines.amount,
    lines.amount_min,
    lines.amount_max,
    lines.rate_percent,
    -- Only the transnational share is a share of the whole budget; a rate on another line is of something else.
    case when lines.line = 'transnational' then totals.amount * lines.rate_percent / 100 end as computed,
    case when lines.line = 'transnational' then totals.amount_min * lines.rate_percent / 100 end as computed_min,
    case when lines.line = 'transnational' then totals.amount_max * lines.rate_percent / 100 end as computed_max,
    lines.note
from budget_lines as lines
cross join totals
left join organisations_in($language, $known_at) as partners on lines.partner_id = partners.organisation_id
left join organisations_in($language, $known_at) as funders on lines.funder_id = funders.organisation_id
order by lines.submission_id, lines.file_number, lines.source_row
