-- Question: Which stored rows stand behind the money, in which document, file and row?
-- Parameters: $partnership (text), $partnerships (list of text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, partnership, partner, line, funding_source, period, amount, source, source_section,
--     submission_id, file_name, sheet, source_row, total
with rows_behind as (
    select
        'budgets' as table_name,
        * replace (amount::double as amount)
    from current_rows('budgets', $known_at)
    union all by name
    select
        'claims' as table_name,
        *,
        period_end::varchar as period,
        reported::double as amount
    from current_rows('claims', $known_at)
    where period_end <= $as_of
    union all by name
    select
        'staffing' as table_name,
        *,
        fte as amount
    from current_rows('staffing', $known_at)
    where coalesce(period_end <= $as_of, true)
    union all by name
    select
        'results' as table_name,
        *,
        period_end::varchar as period,
        value as amount
    from shown_results($partnership, $known_at)
    where
        indicator_id in (
            select indicators.indicator_id from current_rows('indicators', $known_at) as indicators
            where indicators.budget_line = 'personnel'
        )
),

stored as (
    select * from rows_behind
    where partnership_id = $partnership or list_contains($partnerships, partnership_id)
)

select
    stored.table_name,
    partnerships.name as partnership,
    partners.name as partner,
    stored.line,
    stored.funding_source,
    stored.period,
    stored.amount,
    stored.source,
    stored.source_section,
    stored.submission_id,
    stored.file_name,
    stored.sheet,
    stored.source_row,
    count(*) over () as total
from with_provenance('stored', $known_at) as stored
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join organisations_in($language, $known_at) as partners on stored.partner_id = partners.organisation_id
order by stored.table_name, partnership, stored.submission_id, stored.file_number, stored.source_row
-- A page can show no more; how many there are stands in total.
limit 500
