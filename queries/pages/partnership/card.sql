-- Question: Who is this partnership: names, programme, lead, stage, dates and money?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, aliases, parent_id, parent, programme_name, fund, theme, lead, stage, legal_form,
--     start_date, start_precision, end_date, end_precision, duration_months_stated, reporting_interval_months, budget,
--     budget_min, budget_max, budget_is_approximate, partners_at_least, granted, grant_rate_percent,
--     transnational_share_percent, objective, note, source, source_section, submission_id, file_name, sheet,
--     source_row
with stored as (
    select
        'partnerships' as table_name,
        *
    from partnerships_in($language, $known_at)
    where partnership_id = $partnership
),

listed as (
    select count(distinct organisation_id) as partners
    from current_rows_of('partners', $partnership, $known_at)
    where is_partner(role)
)

select
    partnerships.partnership_id,
    partnerships.name,
    partnerships.aliases,
    partnerships.parent_id,
    parents.name as parent,
    partnerships.programme as programme_name,
    partnerships.fund,
    partnerships.theme,
    leads.name as lead,
    partnerships.stage,
    partnerships.legal_form,
    partnerships.start_date,
    partnerships.start_precision,
    partnerships.end_date,
    partnerships.end_precision,
    partnerships.duration_months_stated,
    partnerships.reporting_interval_months,
    partnerships.budget,
    partnerships.budget_min,
    partnerships.budget_max,
    partnerships.budget_is_approximate,
    -- More than are listed: then the list is incomplete.
    case when partnerships.partners_at_least > listed.partners then partnerships.partners_at_least end
        as partners_at_least,
    partnerships."grant" as granted,
    partnerships.grant_rate_percent,
    partnerships.transnational_share_percent,
    partnerships.objective,
    partnerships.note,
    partnerships.source,
    partnerships.source_section,
    partnerships.submission_id,
    partnerships.file_name,
    partnerships.sheet,
    partnerships.source_row
from with_provenance('stored', $known_at) as partnerships
left join partnerships_in($language, $known_at) as parents on partnerships.parent_id = parents.partnership_id
left join organisations_in($language, $known_at) as leads on partnerships.lead_partner_id = leads.organisation_id
cross join listed
