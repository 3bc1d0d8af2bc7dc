-- Question: Which stored rows stand behind the money, in which document, file and row?
-- Parameters: $partnership (text), $partnerships (list of text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: table_name, partnership, partner, line, funding_source, period, amount, source, source_section,
--     submission_id, file_name, sheet, source_row, total
with stored as (
    select
        'budgets' as table_name,
        partnership_id,
        partner_id,
        line,
        funding_source,
        null as period,
        amount::double as amount,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_rows('budgets', $known_at)
    union all by name
    select
        'claims' as table_name,
        partnership_id,
        partner_id,
        period_end::varchar as period,
        reported::double as amount,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_rows('claims', $known_at)
    where period_end <= $as_of
    union all by name
    select
        'staffing' as table_name,
        partnership_id,
        partner_id,
        period,
        fte as amount,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_rows('staffing', $known_at)
    union all by name
    select
        'results' as table_name,
        partnership_id,
        partner_id,
        period_end::varchar as period,
        value as amount,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_results($partnership, $known_at)
    where indicator_id like '%PERSONNEL\_SHARE' escape '\'
)

select
    stored.table_name,
    partnerships.name as partnership,
    partners.name as partner,
    stored.line,
    stored.funding_source,
    stored.period,
    stored.amount,
    coalesce(sources.short_title, stored.source_id) as source,
    stored.source_section,
    stored.submission_id,
    files.file_name,
    files.sheet,
    stored.source_row,
    count(*) over () as total
from stored
left join submission_files as files using (submission_id, table_name, file_number)
left join partnerships_in($language, $known_at) as partnerships using (partnership_id)
left join organisations_in($language, $known_at) as partners on stored.partner_id = partners.organisation_id
left join current_rows('sources', $known_at) as sources on stored.source_id = sources.source_id
where
    stored.partnership_id = $partnership
    or list_contains($partnerships, stored.partnership_id)
order by stored.table_name, partnership, stored.submission_id, stored.file_number, stored.source_row
-- A page can show no more; how many there are stands in total.
limit 500
