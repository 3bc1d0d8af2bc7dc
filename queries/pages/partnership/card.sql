-- Question: Who is this partnership: names, programme, lead, stage, dates and money?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name, aliases, parent_id, parent, programme, fund, theme, lead, stage, legal_form,
--     start_date, start_precision, end_date, end_precision, duration_months_stated, reporting_interval_months, budget,
--     budget_min, budget_max, granted, grant_rate_percent, transnational_share_percent, objective, note, source,
--     source_section, submission_id, file_name, sheet, source_row
select
    partnerships.partnership_id,
    in_language($language, partnerships.name_nl, partnerships.name_fr, partnerships.name_en) as name,
    partnerships.aliases,
    partnerships.parent_id,
    in_language($language, parents.name_nl, parents.name_fr, parents.name_en) as parent,
    partnerships.programme,
    partnerships.fund,
    partnerships.theme,
    in_language($language, leads.name_nl, leads.name_fr, leads.name_en) as lead,
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
    partnerships."grant" as granted,
    partnerships.grant_rate_percent,
    partnerships.transnational_share_percent,
    in_language($language, partnerships.objective_nl, partnerships.objective_fr, partnerships.objective_en)
        as objective,
    partnerships.note,
    sources.short_title as source,
    partnerships.source_section,
    partnerships.submission_id,
    files.file_name,
    files.sheet,
    partnerships.source_row
from current_rows_of('partnerships', $partnership, $known_at) as partnerships
left join sheets_of('partnerships') as files using (submission_id, file_number)
left join current_rows('partnerships', $known_at) as parents on partnerships.parent_id = parents.partnership_id
left join current_rows('organisations', $known_at) as leads on partnerships.lead_partner_id = leads.organisation_id
left join current_rows('sources', $known_at) as sources on partnerships.source_id = sources.source_id
