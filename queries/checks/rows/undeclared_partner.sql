-- Question: Which organisations report without being a partner of the partnership?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: This organisation is not among the partners of the partnership.
-- Mend: Check the organisation, or hand in the table partners with it.
with reports as (
    select
        'results' as table_name,
        partnership_id,
        partner_id,
        file_number,
        source_row
    from results
    where submission_id = $submission_id and partner_id is not null
    union all
    select
        'claims' as table_name,
        partnership_id,
        partner_id,
        file_number,
        source_row
    from claims
    where submission_id = $submission_id and partner_id is not null
    union all
    select
        'staffing' as table_name,
        partnership_id,
        partner_id,
        file_number,
        source_row
    from staffing
    where submission_id = $submission_id and partner_id is not null
)

select
    reports.table_name,
    reports.file_number,
    reports.source_row,
    'partner_id' as field,
    reports.partner_id as value
from reports
anti join current_rows('partners', $known_at) as partners
    on reports.partnership_id = partners.partnership_id and reports.partner_id = partners.organisation_id
